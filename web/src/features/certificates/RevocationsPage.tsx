/** Requests to revoke or reissue: what waits for a second certifier, and what was decided. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useNamed } from '@/components/display/useNamed';
import { ListPage } from '@/components/list/ListPage';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import {
  REQUEST_KINDS,
  REQUEST_STATUSES,
  REQUEST_TONE,
  REVOCATIONS,
  type Revocation,
} from './words';

export default function RevocationsPage() {
  const { t } = useTranslation('certificates');
  const format = useFormat();
  const named = useNamed();

  return (
    <ListPage<Revocation>
      id="certificate-revocations"
      title={t('requests.title')}
      intro={t('requests.intro')}
      queryKey={[...REVOCATIONS, 'list']}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        call(
          api.GET('/api/v1/certificate-revocations', {
            params: { query: { cursor, limit, count, ...set } },
            signal,
          }),
        )
      }
      rowKey={(row) => row.id}
      rowLabel={(row) => row.reason}
      exportTo={{ path: '/api/v1/certificate-revocations/export.xlsx' }}
      filters={[
        {
          key: 'status',
          label: t('fields.status'),
          options: REQUEST_STATUSES.map((value) => ({
            value,
            label: t(`request_status.${value}`),
          })),
        },
        {
          key: 'kind',
          label: t('requests.kind'),
          options: REQUEST_KINDS.map((value) => ({ value, label: t(`request_kind.${value}`) })),
        },
      ]}
      columns={[
        {
          key: 'reason',
          title: t('revoke.reason'),
          render: (row) => <Link to={`/certificate-revocations/${row.id}`}>{row.reason}</Link>,
        },
        { key: 'kind', title: t('requests.kind'), render: (row) => t(`request_kind.${row.kind}`) },
        {
          key: 'count',
          title: t('requests.count'),
          align: 'right',
          render: (row) => format.number(row.certificate_count),
        },
        {
          key: 'by',
          title: t('requests.by'),
          render: (row) => named(row.requested_by, row.requested_by_name),
        },
        {
          key: 'at',
          title: t('requests.at'),
          render: (row) => <DateTimeText value={row.requested_at} />,
        },
        {
          key: 'status',
          title: t('fields.status'),
          render: (row) => (
            <StateTag tone={REQUEST_TONE[row.status]}>{t(`request_status.${row.status}`)}</StateTag>
          ),
        },
        {
          key: 'decided_by',
          title: t('requests.decided_by'),
          render: (row) => (
            <Text value={named(row.approved_by ?? row.rejected_by, row.decided_by_name)} />
          ),
        },
      ]}
      empty={{ title: t('requests.empty'), hint: t('requests.empty_hint') }}
    />
  );
}
