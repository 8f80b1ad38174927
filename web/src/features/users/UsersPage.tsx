/** Accounts within one's scope; a new one comes with its first role and a code for its holder. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ActivationExport } from '@/components/activation/ActivationExport';
import { CodeModal } from '@/components/display/CodeModal';
import { DateText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { FormDrawer } from '@/components/form/FormDrawer';
import { ListPage } from '@/components/list/ListPage';
import type { ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useScopeText } from '@/lib/i18n/useScopeText';
import { useSession } from '@/lib/session/store';
import { type Account, type Created, createUser, grantableRoles, listUsers, USERS } from './api';
import { GrantFields, type GrantValues, grantRequest } from './GrantFields';
import { STATUS_TONE } from './words';

interface Values extends GrantValues {
  display_name: string;
  username?: string;
  phone?: string;
  email?: string;
}

export default function UsersPage() {
  const { t } = useTranslation('users');
  const { t: common } = useTranslation('common');
  const client = useQueryClient();
  const { grant } = useSession();
  const scopeText = useScopeText();
  const { options: regionOptions } = useRegions();
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<Created>();

  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';

  const filters: ListFilter[] = [
    {
      key: 'role',
      label: t('fields.role'),
      options: grantableRoles(grant).map((value) => ({ value, label: common(`roles.${value}`) })),
    },
    {
      key: 'status',
      label: t('fields.status'),
      options: (['pending', 'active', 'disabled'] as const).map((value) => ({
        value,
        label: t(`status.${value}`),
      })),
    },
    ...(wide
      ? [
          {
            key: 'institution_id',
            label: t('fields.institution'),
            options: [],
            control: (value: string | undefined, change: (value: string | undefined) => void) => (
              <InstitutionSelect
                label={t('fields.institution')}
                placeholder={t('fields.institution')}
                value={value ?? null}
                onChange={(next) => change(typeof next === 'string' ? next : undefined)}
              />
            ),
          },
        ]
      : []),
    ...(grant?.scope.kind === 'country'
      ? [
          {
            key: 'region_code',
            label: t('fields.region'),
            options: regionOptions,
            searchable: true,
          },
        ]
      : []),
  ];
  const addButton = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );

  return (
    <>
      <ListPage<Account>
        id="users"
        title={t('title')}
        queryKey={[...USERS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listUsers({ q, cursor, limit, count, ...set }, signal)
        }
        rowKey={(row) => row.id}
        rowLabel={(row) => row.display_name}
        filters={filters}
        searchPlaceholder={t('search')}
        exportTo={{ path: '/api/v1/users/export.xlsx' }}
        columns={[
          {
            key: 'name',
            title: t('fields.display_name'),
            render: (row) => <Link to={`/users/${row.id}`}>{row.display_name}</Link>,
          },
          { key: 'username', title: t('fields.username'), render: (row) => row.username },
          {
            key: 'grants',
            title: t('fields.grants'),
            render: (row) => (
              <Flex wrap gap={4}>
                {row.grants.map((one) => (
                  <Tag key={one.id}>
                    {common(`roles.${one.role}`)} · {scopeText(one.scope)}
                  </Tag>
                ))}
              </Flex>
            ),
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
            ),
          },
          { key: 'phone', title: t('fields.phone'), render: (row) => <Text value={row.phone} /> },
          {
            key: 'created_at',
            title: t('fields.created_at'),
            render: (row) => <DateText value={row.created_at} />,
            initiallyHidden: true,
          },
        ]}
        actions={
          <>
            <ActivationExport kind="administrators" />
            {addButton}
          </>
        }
        empty={{ title: t('empty'), hint: t('empty_hint'), action: addButton }}
      />
      <FormDrawer<Values, Created>
        open={adding}
        title={t('add')}
        onSubmit={(values) => {
          const { display_name, username, phone, email } = values;
          return createUser({
            display_name,
            ...(username?.trim() ? { username: username.trim() } : {}),
            ...(phone?.trim() ? { phone: phone.trim() } : {}),
            ...(email?.trim() ? { email: email.trim() } : {}),
            grant: grantRequest(values, grant?.scope),
          });
        }}
        onClose={() => setAdding(false)}
        onDone={async (result) => {
          setAdding(false);
          setCreated(result);
          await client.invalidateQueries({ queryKey: USERS });
        }}
      >
        {(form) => (
          <>
            <Form.Item
              name="display_name"
              label={t('fields.display_name')}
              rules={[{ required: true, whitespace: true, message: t('required') }]}
            >
              <Input maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="username" label={t('fields.username')} extra={t('username_hint')}>
              <Input maxLength={50} autoComplete="off" spellCheck={false} />
            </Form.Item>
            <Form.Item name="phone" label={t('fields.phone')} extra={t('phone_hint')}>
              <Input maxLength={20} inputMode="tel" autoComplete="off" />
            </Form.Item>
            <Form.Item name="email" label={t('fields.email')}>
              <Input maxLength={100} inputMode="email" autoComplete="off" />
            </Form.Item>
            <GrantFields form={form} />
          </>
        )}
      </FormDrawer>
      <CodeModal
        shown={created && { username: created.user.username, code: created.activation.code }}
        onClose={() => setCreated(undefined)}
      />
    </>
  );
}
