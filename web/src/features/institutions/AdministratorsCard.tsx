/** Who administers an institution; a school has several, so that one can be away. */
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import type { Answer, Item } from '@/lib/api/types';
import { administrators, INSTITUTIONS } from './api';

type Administrator = Item<Answer<'/api/v1/institutions/{id}/administrators', 'get'>>;

export function AdministratorsCard({ institutionId }: { institutionId: string }) {
  const { t } = useTranslation('institutions');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...INSTITUTIONS, 'one', institutionId, 'administrators'],
    queryFn: ({ signal }) => administrators(institutionId, signal),
  });
  return (
    <Card size="small" title={t('administrators')} extra={<Link to="/users">{t('to_users')}</Link>}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <WideTable<Administrator>
        label={t('administrators')}
        size="small"
        rowKey="user_id"
        loading={isPending}
        dataSource={[...(data?.items ?? [])]}
        pagination={false}
        columns={[
          {
            title: t('fields.admin_name'),
            key: 'name',
            render: (_, row) => <Link to={`/users/${row.user_id}`}>{row.display_name}</Link>,
          },
          { title: t('fields.username'), dataIndex: 'username' },
          {
            title: t('fields.admin_phone'),
            key: 'phone',
            render: (_, row) => <Text value={row.phone} />,
          },
          {
            title: t('fields.status'),
            key: 'status',
            render: (_, row) => (
              <StateTag
                tone={
                  row.status === 'active' ? 'good' : row.status === 'pending' ? 'waiting' : 'bad'
                }
              >
                {t(`accounts.${row.status}`)}
              </StateTag>
            ),
          },
          {
            title: t('fields.granted_at'),
            key: 'granted_at',
            render: (_, row) => <DateText value={row.granted_at} />,
          },
        ]}
      />
    </Card>
  );
}
