/** One account: its roles, given and withdrawn, and what helps its holder back in. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Form, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { CodeModal } from '@/components/display/CodeModal';
import { DateText, DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { FormDrawer } from '@/components/form/FormDrawer';
import { ReasonModal } from '@/components/form/ReasonModal';
import type { Grant } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useScopeText } from '@/lib/i18n/useScopeText';
import { useSession } from '@/lib/session/store';
import {
  type Account,
  type AccountUpdate,
  activationCode,
  getUser,
  giveGrant,
  resetPassword,
  setEnabled,
  USERS,
  updateUser,
  withdrawGrant,
} from './api';
import { GrantFields, type GrantValues, grantRequest } from './GrantFields';
import { STATUS_TONE } from './words';

export default function UserPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('users');
  const { t: common } = useTranslation('common');
  const { message, modal } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { grant, user: me } = useSession();
  const scopeText = useScopeText();
  const [form, setForm] = useState<'edit' | 'grant'>();
  const [toggling, setToggling] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Grant>();
  const [code, setCode] = useState<{ username: string; code: string }>();
  const { data, error, refetch } = useQuery({
    queryKey: [...USERS, 'one', id],
    queryFn: ({ signal }) => getUser(id, signal),
  });
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;

  const changed = async () => {
    void message.success(t('saved'));
    await client.invalidateQueries({ queryKey: USERS });
  };
  const showCode = async (fetch: (id: string) => Promise<string>) => {
    try {
      setCode({ username: data.username, code: await fetch(data.id) });
      await client.invalidateQueries({ queryKey: USERS });
    } catch (problem) {
      void message.error(problemText(problem));
    }
  };
  const disabled = data.status === 'disabled';
  const self = me?.id === data.id;

  return (
    <>
      <PageHeader
        title={data.display_name}
        intro={<StateTag tone={STATUS_TONE[data.status]}>{t(`status.${data.status}`)}</StateTag>}
        extra={
          !self && (
            <>
              <Button onClick={() => setForm('edit')}>{t('edit')}</Button>
              {data.status === 'pending' && (
                <Button onClick={() => void showCode(activationCode)}>{t('show_code')}</Button>
              )}
              {data.status === 'active' && (
                <Button
                  onClick={() =>
                    modal.confirm({
                      title: t('reset.title', { name: data.display_name }),
                      content: t('reset.explain'),
                      okText: t('reset.do'),
                      onOk: () => showCode(resetPassword),
                    })
                  }
                >
                  {t('reset.do')}
                </Button>
              )}
              <Button danger={!disabled} onClick={() => setToggling(true)}>
                {t(disabled ? 'enable.do' : 'disable.do')}
              </Button>
            </>
          )
        }
      />
      <Flex vertical gap={16}>
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              { key: 'username', label: t('fields.username'), children: data.username },
              { key: 'phone', label: t('fields.phone'), children: <Text value={data.phone} /> },
              { key: 'email', label: t('fields.email'), children: <Text value={data.email} /> },
              {
                key: 'created_at',
                label: t('fields.created_at'),
                children: <DateTimeText value={data.created_at} />,
              },
            ]}
          />
        </Card>
        <Card
          size="small"
          title={t('fields.grants')}
          extra={<Button onClick={() => setForm('grant')}>{t('give')}</Button>}
        >
          <WideTable<Grant>
            label={t('fields.grants')}
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={[...data.grants]}
            locale={{ emptyText: t('no_grants') }}
            columns={[
              {
                title: t('fields.role'),
                key: 'role',
                render: (_, row) => common(`roles.${row.role}`),
              },
              { title: t('fields.scope'), key: 'scope', render: (_, row) => scopeText(row.scope) },
              {
                title: t('fields.granted_at'),
                key: 'granted_at',
                render: (_, row) => <DateText value={row.granted_at} />,
              },
              {
                title: t('fields.action'),
                key: 'action',
                render: (_, row) => (
                  <Button size="small" danger onClick={() => setWithdrawing(row)}>
                    {t('withdraw.do')}
                  </Button>
                ),
              },
            ]}
          />
        </Card>
      </Flex>

      <FormDrawer<AccountUpdate, Account>
        open={form === 'edit'}
        title={t('edit_title', { name: data.display_name })}
        initialValues={{
          display_name: data.display_name,
          phone: data.phone ?? '',
          email: data.email ?? '',
        }}
        onSubmit={({ display_name, phone, email }) =>
          updateUser(data, {
            ...(display_name ? { display_name } : {}),
            // What was emptied is cleared.
            phone: phone?.trim() || null,
            email: email?.trim() || null,
          })
        }
        onClose={() => setForm(undefined)}
        onReload={() => void refetch()}
        onDone={async () => {
          setForm(undefined);
          await changed();
        }}
      >
        <Form.Item
          name="display_name"
          label={t('fields.display_name')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name="phone" label={t('fields.phone')} extra={t('phone_hint')}>
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
        <Form.Item name="email" label={t('fields.email')}>
          <Input maxLength={100} inputMode="email" />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<GrantValues, unknown>
        open={form === 'grant'}
        title={t('give_title', { name: data.display_name })}
        submitLabel={t('give')}
        onSubmit={(values) => giveGrant(data.id, grantRequest(values, grant?.scope))}
        onClose={() => setForm(undefined)}
        onDone={async () => {
          setForm(undefined);
          await changed();
        }}
      >
        {(grantForm) => <GrantFields form={grantForm} />}
      </FormDrawer>
      <ReasonModal
        open={toggling}
        title={t(disabled ? 'enable.title' : 'disable.title', { name: data.display_name })}
        explain={t(disabled ? 'enable.explain' : 'disable.explain')}
        okText={t(disabled ? 'enable.do' : 'disable.do')}
        danger={!disabled}
        onClose={() => setToggling(false)}
        onSubmit={async (reason) => {
          await setEnabled(data.id, disabled, reason);
          await changed();
        }}
      />
      <ReasonModal
        open={withdrawing !== undefined}
        title={
          withdrawing ? t('withdraw.title', { role: common(`roles.${withdrawing.role}`) }) : ''
        }
        explain={t('withdraw.explain')}
        okText={t('withdraw.do')}
        danger
        onClose={() => setWithdrawing(undefined)}
        onSubmit={async (reason) => {
          if (withdrawing) await withdrawGrant(data.id, withdrawing.id, reason);
          await changed();
        }}
      />
      <CodeModal shown={code} onClose={() => setCode(undefined)} />
    </>
  );
}
