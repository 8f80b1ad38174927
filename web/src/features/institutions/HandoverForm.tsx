/** Another administrator for a school: somebody who has an account there, or somebody new. */
import { Alert, Checkbox, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { UserSelect } from '@/components/pickers/UserSelect';
import { type Handover, type HandoverDone, handOver } from './api';

export interface HandoverValues {
  who: 'account' | 'newcomer';
  to_user_id?: string;
  new_admin?: { display_name?: string; phone?: string; username?: string };
  withdraw_self?: boolean;
}

interface Props {
  institutionId: string;
  /** To add one, or to hand one's own role over; undefined is closed. */
  mode: 'add' | 'do' | undefined;
  onDone: (done: HandoverDone, withdrawn: boolean) => void;
  onClose: () => void;
}

/** The request that the values mean. */
export function handoverOf({
  who,
  to_user_id,
  new_admin,
  withdraw_self,
}: HandoverValues): Handover {
  const given = withdraw_self ? { withdraw_self } : {};
  if (who === 'account') return { ...given, ...(to_user_id ? { to_user_id } : {}) };
  const phone = new_admin?.phone?.trim();
  const username = new_admin?.username?.trim();
  return {
    ...given,
    new_admin: {
      display_name: new_admin?.display_name?.trim() ?? '',
      ...(phone ? { phone } : {}),
      ...(username ? { username } : {}),
    },
  };
}

export function HandoverForm({ institutionId, mode, onDone, onClose }: Props) {
  const { t } = useTranslation('institutions');
  const required = { required: true, whitespace: true, message: t('required') };
  const give = mode === 'do';

  return (
    <FormDrawer<HandoverValues, { done: HandoverDone; withdrawn: boolean }>
      open={mode !== undefined}
      title={t(give ? 'handover.do' : 'handover.add')}
      submitLabel={t(give ? 'handover.do' : 'handover.add')}
      initialValues={{
        who: give ? 'account' : 'newcomer',
        ...(give ? { withdraw_self: true } : {}),
      }}
      onSubmit={async (values) => ({
        done: await handOver(institutionId, handoverOf(values)),
        withdrawn: values.withdraw_self === true,
      })}
      onDone={({ done, withdrawn }) => onDone(done, withdrawn)}
      onClose={onClose}
    >
      <Alert
        type="info"
        showIcon
        title={t(give ? 'handover.do_explain' : 'handover.add_explain')}
        style={{ marginBottom: 16 }}
      />
      <Form.Item name="who" label={t('handover.who')}>
        <Radio.Group
          options={(['account', 'newcomer'] as const).map((value) => ({
            value,
            label: t(`handover.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        noStyle
        shouldUpdate={(before: HandoverValues, after: HandoverValues) => before.who !== after.who}
      >
        {({ getFieldValue }) =>
          getFieldValue('who') === 'account' ? (
            <Form.Item name="to_user_id" label={t('handover.account')} rules={[required]}>
              <UserSelect institutionId={institutionId} placeholder={t('handover.choose')} />
            </Form.Item>
          ) : (
            <>
              <Form.Item
                name={['new_admin', 'display_name']}
                label={t('fields.admin_name')}
                rules={[required]}
              >
                <Input maxLength={50} autoComplete="off" />
              </Form.Item>
              <Form.Item
                name={['new_admin', 'phone']}
                label={t('fields.admin_phone')}
                extra={t('admin_phone_hint')}
              >
                <Input maxLength={20} inputMode="tel" autoComplete="off" />
              </Form.Item>
              <Form.Item
                name={['new_admin', 'username']}
                label={t('fields.username')}
                extra={t('handover.name_username_hint')}
              >
                <Input maxLength={50} autoComplete="off" spellCheck={false} />
              </Form.Item>
            </>
          )
        }
      </Form.Item>
      {give && (
        <Form.Item name="withdraw_self" valuePropName="checked">
          <Checkbox>{t('handover.withdraw_self')}</Checkbox>
        </Form.Item>
      )}
    </FormDrawer>
  );
}
