/** What was asked for, what came of it, and the digest of the file. */
import { Card, Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateTag } from '@/components/display/StateTag';
import { useCohortName, useInstitutionName } from '@/components/display/useNameOf';
import { useFormat } from '@/lib/format/useFormat';
import { mayOpen } from '@/lib/routing/feature';
import { useSession } from '@/lib/session/store';
import { REVOCATION_READERS } from '../words';
import { useFilterText } from './useFilterText';
import { type PrintJob, STATUS_TONE } from './words';

export function PrintFacts({ data }: { data: PrintJob }) {
  const { t } = useTranslation('printing');
  const format = useFormat();
  const { grant } = useSession();
  const filterText = useFilterText();
  const { institution_id, cohort_id, run_id, ...wide } = data.filter;
  const institution = useInstitutionName(institution_id);
  const cohort = useCohortName(cohort_id);
  const count = (value: number | null | undefined) => format.number(value ?? 0);

  const items = [
    {
      key: 'status',
      label: t('fields.status'),
      children: <StateTag tone={STATUS_TONE[data.status]}>{t(`status.${data.status}`)}</StateTag>,
    },
    { key: 'format', label: t('fields.format'), children: t(`format_long.${data.format}`) },
    { key: 'filter', label: t('fields.filter'), children: filterText(wide) },
    ...(institution_id
      ? [
          {
            key: 'institution',
            label: t('fields.institution'),
            children: institution ?? t('filter.one_institution'),
          },
        ]
      : []),
    ...(cohort_id
      ? [
          {
            key: 'cohort',
            label: t('fields.cohort'),
            children: <Link to={`/cohorts/${cohort_id}`}>{cohort ?? t('filter.one_cohort')}</Link>,
          },
        ]
      : []),
    ...(run_id
      ? [
          {
            key: 'run',
            label: t('fields.run'),
            children: mayOpen(REVOCATION_READERS, grant?.role) ? (
              <Link to={`/issuance-runs/${run_id}`}>{t('filter.one_run')}</Link>
            ) : (
              t('filter.one_run')
            ),
          },
        ]
      : []),
    { key: 'by', label: t('fields.by'), children: data.created_by_name },
    { key: 'total', label: t('fields.total'), children: count(data.total) },
    ...(typeof data.printed === 'number'
      ? [
          { key: 'printed', label: t('fields.printed'), children: count(data.printed) },
          { key: 'omitted', label: t('fields.omitted'), children: count(data.omitted_count) },
        ]
      : []),
    ...(data.sha256
      ? [
          {
            key: 'sha256',
            label: t('fields.sha256'),
            children: <code style={{ overflowWrap: 'anywhere' }}>{data.sha256}</code>,
          },
        ]
      : []),
  ];
  return (
    <Card size="small">
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  );
}
