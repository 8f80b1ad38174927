/** The way to the certificate that somebody who passed was issued. */
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { api, call } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import type { Enrolment } from '../api';

export function MyCertificate({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('training');
  const { data, error, refetch } = useQuery({
    queryKey: ['certificates', 'of-training', enrolment.edition_id],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/certificates', {
          params: {
            query: {
              edition_id: enrolment.edition_id,
              kind: 'training_certificate',
              status: 'valid',
              limit: 1,
            },
          },
          signal,
        }),
      ),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const [certificate] = data?.items ?? [];
  if (!certificate) return null;
  return (
    <Card size="small" title={t('mine.certificate')}>
      <Link to={`/certificates/${certificate.id}`}>{groupNumber(certificate.number)}</Link>
    </Card>
  );
}
