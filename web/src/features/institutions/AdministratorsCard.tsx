/** Who administers an institution; a school has several, so that one can be away, and hands over to others. */
import { UserAddOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CodeModal } from '@/components/display/CodeModal';
import { DateText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { ReasonModal } from '@/components/form/ReasonModal';
import { renewToken } from '@/lib/api/transport';
import type { Answer, Item } from '@/lib/api/types';
import { session, useSession } from '@/lib/session/store';
import { administrators, type HandoverDone, INSTITUTIONS, withdrawAdministrator } from './api';
import { HandoverForm } from './HandoverForm';

type Administrator = Item<Answer<'/api/v1/institutions/{id}/administrators', 'get'>>;

/** The role that this page was opened in is gone: go on in another one, or sign out. */
async function leaveRole() {
  if (!(await renewToken())) session.end({ tell: true });
}

export function AdministratorsCard({ institutionId }: { institutionId: string }) {
  const { t } = useTranslation('institutions');
  const { message } = App.useApp();
  const client = useQueryClient();
  const { grant, user } = useSession();
  const [form, setForm] = useState<'add' | 'do'>();
  const [withdrawing, setWithdrawing] = useState<Administrator>();
  const [code, setCode] = useState<{ username: string; code: string }>();
  const [gaveUp, setGaveUp] = useState(false);
  const key = [...INSTITUTIONS, 'one', institutionId, 'administrators'];
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => administrators(institutionId, signal),
  });
  const own = grant?.role === 'institution_admin';

  const handedOver = async (done: HandoverDone, withdrawn: boolean) => {
    setForm(undefined);
    if (withdrawn) session.depart();
    setGaveUp(withdrawn);
    void message.success(t('handover.done', { name: done.user.display_name }));
    // The code is shown before the page of the former role goes away.
    if (done.activation) {
      setCode({ username: done.user.username, code: done.activation.code });
    } else if (withdrawn) {
      await leaveRole();
    }
    if (!withdrawn) await client.invalidateQueries({ queryKey: key });
  };

  return (
    <Card
      size="small"
      title={t('administrators')}
      extra={
        <Flex wrap gap={8} align="center">
          <Link to={own ? '/users' : `/users?institution_id=${institutionId}`}>
            {t('to_users')}
          </Link>
          {own && <Button onClick={() => setForm('do')}>{t('handover.do')}</Button>}
          <Button icon={<UserAddOutlined />} onClick={() => setForm('add')}>
            {t('handover.add')}
          </Button>
        </Flex>
      }
      styles={{ header: { flexWrap: 'wrap' } }}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <WideTable<Administrator>
        label={t('administrators')}
        size="small"
        rowKey="user_id"
        loading={isPending}
        dataSource={[...(data?.items ?? [])]}
        pagination={false}
        locale={{ emptyText: t('no_administrators') }}
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
          {
            title: t('fields.action'),
            key: 'action',
            render: (_, row) =>
              row.user_id === user?.id ? (
                <Text value={null} />
              ) : (
                <Button size="small" danger onClick={() => setWithdrawing(row)}>
                  {t('withdraw.do')}
                </Button>
              ),
          },
        ]}
      />
      <HandoverForm
        institutionId={institutionId}
        mode={form}
        onClose={() => setForm(undefined)}
        onDone={(done, withdrawn) => void handedOver(done, withdrawn)}
      />
      <CodeModal
        shown={code}
        onClose={() => {
          setCode(undefined);
          if (gaveUp) void leaveRole();
        }}
      />
      <ReasonModal
        open={withdrawing !== undefined}
        title={withdrawing ? t('withdraw.title', { name: withdrawing.display_name }) : ''}
        explain={t('withdraw.explain')}
        okText={t('withdraw.do')}
        danger
        onClose={() => setWithdrawing(undefined)}
        onSubmit={async (reason) => {
          if (!withdrawing) return;
          const held = await withdrawAdministrator(institutionId, withdrawing.user_id, reason);
          void message.success(t(held ? 'saved' : 'withdraw.gone'));
          await client.invalidateQueries({ queryKey: INSTITUTIONS });
        }}
      />
    </Card>
  );
}
