/** What a participant came to, with the arithmetic, the reason where it was overridden, and what experts wrote. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useFormat } from '@/lib/format/useFormat';
import { getJudgement, JUDGEMENTS, type JudgementDetail, listJudgements } from '../api';
import { OUTCOME_TONE } from '../states';
import { ArithmeticView } from './ArithmeticView';

/** What the experts wrote, without saying who they are. */
export function Remarks({ remarks }: Pick<JudgementDetail, 'remarks'>) {
  const { t } = useTranslation('assessments');
  if (remarks.length === 0) return null;
  return (
    <section aria-label={t('remarks')}>
      <strong>{t('remarks')}</strong>
      <ul style={{ margin: 0, paddingInlineStart: 16 }}>
        {remarks.map(({ slot, remarks: said }) => (
          <li key={slot} style={{ whiteSpace: 'pre-wrap' }}>
            {t(`expert_said.${slot as 1}`, { said })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing before the group has confirmed a result. */
export function ResultCard({ enrolmentId }: { enrolmentId: string }) {
  const { t } = useTranslation('assessments');
  const format = useFormat();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...JUDGEMENTS, 'of', enrolmentId],
    queryFn: async ({ signal }) => {
      const page = await listJudgements({ enrolment_id: enrolmentId, limit: 1 }, signal);
      const [found] = page.items;
      return found ? getJudgement(found.id, signal) : null;
    },
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton active />;
  if (!data?.result) return null;
  return (
    <Card
      size="small"
      title={t('result_title')}
      extra={<StateTag tone={OUTCOME_TONE[data.result]}>{t(`outcome.${data.result}`)}</StateTag>}
    >
      {data.overridden && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('overridden', { proposed: t(`outcome.${data.proposed ?? 'failed'}`) })}
          description={data.reason}
        />
      )}
      <ArithmeticView arithmetic={data.arithmetic} />
      <Remarks remarks={data.remarks} />
      <p style={{ marginBottom: 0 }}>
        {t('confirmed_at', { at: format.dateTime(data.confirmed_at) })}
      </p>
    </Card>
  );
}
