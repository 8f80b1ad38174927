/** Contacts and expert team of a branch; HQ says as well whether its region comes first. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, ifMatch } from '@/lib/api/client';
import type { Branch } from './BranchesPage';

type Contact = Branch['contacts'][number];
type Expert = Branch['expert_team'][number];

interface Values {
  contacts?: Contact[];
  expert_team?: Expert[];
  priority: boolean;
  priority_reason?: string;
}

interface Props {
  branch: Branch | undefined;
  name: string;
  mayPrioritise: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** An emptied field is no value, not an empty one. */
const given = (text: string | null | undefined) => text?.trim() || undefined;

export function BranchForm({ branch, name, mayPrioritise, onClose, onDone }: Props) {
  const { t } = useTranslation('branches');
  const nameRule = [{ required: true, whitespace: true, message: t('name_required') }];

  return (
    <FormDrawer<Values, Branch>
      open={branch !== undefined}
      width={720}
      title={t('edit_title', { name })}
      {...(branch
        ? {
            initialValues: {
              contacts: branch.contacts,
              expert_team: branch.expert_team,
              priority: branch.priority,
              ...(branch.priority_reason ? { priority_reason: branch.priority_reason } : {}),
            },
          }
        : {})}
      onSubmit={(values) =>
        call(
          api.PATCH('/api/v1/branches/{id}', {
            params: { path: { id: branch?.id ?? '' }, header: ifMatch(branch?.version ?? 0) },
            body: {
              contacts: (values.contacts ?? []).map((contact) => ({
                name: contact.name.trim(),
                phone: given(contact.phone),
                email: given(contact.email),
                duty: given(contact.duty),
              })),
              expert_team: (values.expert_team ?? []).map((expert) => ({
                name: expert.name.trim(),
                title: given(expert.title),
                user_id: expert.user_id,
              })),
              ...(mayPrioritise
                ? {
                    priority: values.priority,
                    ...(values.priority ? { priority_reason: given(values.priority_reason) } : {}),
                  }
                : {}),
            },
          }),
        )
      }
      onDone={onDone}
      onReload={onDone}
      onClose={onClose}
    >
      {mayPrioritise && (
        <>
          <Form.Item
            name="priority"
            label={t('fields.priority')}
            valuePropName="checked"
            extra={t('priority_hint')}
          >
            <Switch />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.priority !== b.priority}>
            {({ getFieldValue }) =>
              getFieldValue('priority') && (
                <Form.Item
                  name="priority_reason"
                  label={t('fields.priority_reason')}
                  rules={[{ required: true, whitespace: true, message: t('reason_required') }]}
                >
                  <Input.TextArea rows={2} maxLength={500} showCount />
                </Form.Item>
              )
            }
          </Form.Item>
        </>
      )}
      <Typography.Title level={2} style={{ fontSize: 15 }}>
        {t('fields.contacts')}
      </Typography.Title>
      <Form.List name="contacts">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name: at }) => (
              <Flex key={key} wrap gap={8} align="flex-end">
                <Form.Item name={[at, 'name']} label={t('fields.person')} rules={nameRule}>
                  <Input maxLength={50} style={{ width: 130 }} />
                </Form.Item>
                <Form.Item name={[at, 'phone']} label={t('fields.phone')}>
                  <Input type="tel" maxLength={30} style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name={[at, 'email']} label={t('fields.email')}>
                  <Input type="email" maxLength={100} style={{ width: 190 }} />
                </Form.Item>
                <Form.Item name={[at, 'duty']} label={t('fields.duty')}>
                  <Input maxLength={100} style={{ width: 130 }} />
                </Form.Item>
                <Form.Item>
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('remove')}
                    onClick={() => remove(at)}
                  />
                </Form.Item>
              </Flex>
            ))}
            {fields.length < 20 && (
              <Button icon={<PlusOutlined />} onClick={() => add()} style={{ marginBottom: 24 }}>
                {t('add_contact')}
              </Button>
            )}
          </>
        )}
      </Form.List>
      <Typography.Title level={2} style={{ fontSize: 15 }}>
        {t('fields.expert_team')}
      </Typography.Title>
      <Form.List name="expert_team">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name: at }) => (
              <Flex key={key} wrap gap={8} align="flex-end">
                <Form.Item name={[at, 'user_id']} hidden>
                  <Input />
                </Form.Item>
                <Form.Item name={[at, 'name']} label={t('fields.person')} rules={nameRule}>
                  <Input maxLength={50} style={{ width: 130 }} />
                </Form.Item>
                <Form.Item name={[at, 'title']} label={t('fields.title')}>
                  <Input maxLength={100} style={{ width: 240 }} />
                </Form.Item>
                <Form.Item>
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('remove')}
                    onClick={() => remove(at)}
                  />
                </Form.Item>
              </Flex>
            ))}
            {fields.length < 50 && (
              <Button icon={<PlusOutlined />} onClick={() => add()}>
                {t('add_expert')}
              </Button>
            )}
          </>
        )}
      </Form.List>
    </FormDrawer>
  );
}
