/** Third-party systems: let in, given a new secret, shut out. A secret is shown once and never again. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import {
  Alert,
  App,
  Button,
  Checkbox,
  Descriptions,
  Flex,
  Form,
  Input,
  Modal,
  Select,
  Tag,
  Typography,
} from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { FormDrawer } from '@/components/form/FormDrawer';
import { ListPage } from '@/components/list/ListPage';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { api, call } from '@/lib/api/client';
import type { Scope } from '@/lib/api/types';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useScopeText } from '@/lib/i18n/useScopeText';
import { useSession } from '@/lib/session/store';
import {
  type ApiClient,
  CLIENT_SCOPES,
  CLIENTS,
  type Created,
  createClient,
  revokeClient,
  rotateSecret,
} from './api';

interface Values {
  name: string;
  scopes: ApiClient['scopes'];
  kind: Scope['kind'];
  region_code?: string;
  institution_id?: string;
}

export default function ApiClientsPage() {
  const { t } = useTranslation('api_clients');
  const { text } = useDynamicText('api_clients');
  const { message, modal } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { grant } = useSession();
  const scopeText = useScopeText();
  const { options: regionOptions } = useRegions();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<{ clientId: string; secret: string }>();
  const country = grant?.scope.kind === 'country';
  const kinds: Scope['kind'][] = country
    ? ['country', 'region', 'institution']
    : ['region', 'institution'];
  const required = { required: true, message: t('required') };
  const refresh = () => client.invalidateQueries({ queryKey: CLIENTS });

  const ask = (row: ApiClient, what: 'rotate' | 'revoke') =>
    modal.confirm({
      title: t(`${what}.title`, { name: row.name }),
      content: t(`${what}.explain`),
      okText: t(`${what}.do`),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          if (what === 'rotate') {
            const { client_secret } = await rotateSecret(row.id);
            setSecret({ clientId: row.client_id, secret: client_secret });
          } else {
            await revokeClient(row.id);
            void message.success(t('revoke.done'));
          }
          await refresh();
        } catch (problem) {
          void message.error(problemText(problem));
        }
      },
    });

  const addButton = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );

  return (
    <>
      <ListPage<ApiClient>
        id="api-clients"
        title={t('title')}
        intro={t('intro')}
        queryKey={CLIENTS}
        fetchPage={({ cursor, limit, count, filters }, signal) =>
          call(
            api.GET('/api/v1/api-clients', {
              params: {
                query: {
                  limit,
                  count,
                  ...(cursor ? { cursor } : {}),
                  ...(filters.revoked ? { revoked: filters.revoked === 'true' } : {}),
                },
              },
              signal,
            }),
          )
        }
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        exportTo={{ path: '/api/v1/api-clients/export.xlsx' }}
        filters={[
          {
            key: 'revoked',
            label: t('fields.status'),
            options: [
              { value: 'false', label: t('status.active') },
              { value: 'true', label: t('status.revoked') },
            ],
          },
        ]}
        columns={[
          { key: 'name', title: t('fields.name'), render: (row) => row.name },
          {
            key: 'client_id',
            title: t('fields.client_id'),
            render: (row) => <Typography.Text copyable>{row.client_id}</Typography.Text>,
          },
          {
            key: 'scope',
            title: t('fields.scope'),
            render: (row) => scopeText(row.scope),
          },
          {
            key: 'scopes',
            title: t('fields.scopes'),
            render: (row) => (
              <Flex wrap gap={4}>
                {row.scopes.map((one) => (
                  <Tag key={one}>{text(`permissions.${one.replace(':', '_')}`, one)}</Tag>
                ))}
              </Flex>
            ),
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={row.revoked_at ? 'bad' : 'good'}>
                {t(row.revoked_at ? 'status.revoked' : 'status.active')}
              </StateTag>
            ),
          },
          {
            key: 'last_used_at',
            title: t('fields.last_used_at'),
            render: (row) => <DateTimeText value={row.last_used_at} />,
          },
          {
            key: 'action',
            title: t('fields.action'),
            render: (row) =>
              !row.revoked_at && (
                <Flex wrap gap={8}>
                  <Button size="small" onClick={() => ask(row, 'rotate')}>
                    {t('rotate.do')}
                  </Button>
                  <Button size="small" danger onClick={() => ask(row, 'revoke')}>
                    {t('revoke.do')}
                  </Button>
                </Flex>
              ),
          },
        ]}
        actions={addButton}
        empty={{ title: t('empty'), hint: t('empty_hint'), action: addButton }}
      />
      <FormDrawer<Values, Created>
        open={adding}
        title={t('add')}
        initialValues={{ scopes: [], ...(kinds[0] ? { kind: kinds[0] } : {}) }}
        onSubmit={({ name, scopes, kind, region_code, institution_id }) => {
          const region = region_code ?? grant?.scope.region_code;
          return createClient({
            name,
            scopes,
            scope: {
              kind,
              ...(kind === 'region' && region ? { region_code: region } : {}),
              ...(kind === 'institution' && institution_id ? { institution_id } : {}),
            },
          });
        }}
        onClose={() => setAdding(false)}
        onDone={async (created) => {
          setAdding(false);
          setSecret({ clientId: created.client.client_id, secret: created.client_secret });
          await refresh();
        }}
      >
        <Form.Item name="name" label={t('fields.name')} rules={[{ ...required, whitespace: true }]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="scopes" label={t('fields.scopes')} rules={[required]}>
          <Checkbox.Group
            style={{ flexDirection: 'column', gap: 4 }}
            options={CLIENT_SCOPES.map((value) => ({
              value,
              label: text(`permissions.${value.replace(':', '_')}`, value),
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('fields.scope')} rules={[required]}>
          <Select options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate>
          {({ getFieldValue }) =>
            getFieldValue('kind') === 'region' && country ? (
              <Form.Item name="region_code" label={t('fields.region')} rules={[required]}>
                <Select options={regionOptions} showSearch={{ optionFilterProp: 'label' }} />
              </Form.Item>
            ) : getFieldValue('kind') === 'institution' ? (
              <Form.Item name="institution_id" label={t('fields.institution')} rules={[required]}>
                <InstitutionSelect placeholder={t('fields.institution')} />
              </Form.Item>
            ) : null
          }
        </Form.Item>
      </FormDrawer>
      <Modal
        open={secret !== undefined}
        destroyOnHidden
        title={t('secret.title')}
        okText={t('secret.done')}
        cancelButtonProps={{ style: { display: 'none' } }}
        mask={{ closable: false }}
        onOk={() => setSecret(undefined)}
        onCancel={() => setSecret(undefined)}
      >
        <Alert type="warning" showIcon title={t('secret.once')} style={{ marginBottom: 16 }} />
        {secret && (
          <Descriptions
            bordered
            size="small"
            column={1}
            items={[
              {
                key: 'id',
                label: t('fields.client_id'),
                children: <Typography.Text copyable>{secret.clientId}</Typography.Text>,
              },
              {
                key: 'secret',
                label: t('fields.client_secret'),
                children: (
                  <Typography.Text copyable code>
                    {secret.secret}
                  </Typography.Text>
                ),
              },
            ]}
          />
        )}
      </Modal>
    </>
  );
}
