/** The session ended while work is open: the password, here, and the work goes on where it stood. */
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { signIn } from '@/lib/session/actions';
import { session, useSession } from '@/lib/session/store';

export function SessionLostDialog() {
  const { t } = useTranslation('common');
  const { status, user } = useSession();
  const [form] = Form.useForm<{ password: string }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = async ({ password }: { password: string }) => {
    if (!user) return;
    setBusy(true);
    setError(undefined);
    try {
      await signIn(user.username, password);
      form.resetFields();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={status === 'lost'}
      title={t('session_lost.title')}
      okText={t('session_lost.go_on')}
      cancelText={t('session_lost.leave')}
      confirmLoading={busy}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      onOk={() => form.submit()}
      onCancel={() => session.end()}
    >
      <p>{t('session_lost.explain', { name: user?.display_name ?? '' })}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <input
          type="hidden"
          name="username"
          autoComplete="username"
          value={user?.username ?? ''}
          readOnly
        />
        <Form.Item
          name="password"
          label={t('password.label')}
          rules={[{ required: true, message: t('password.required') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
      </Form>
      <ProblemAlert error={error} />
    </Modal>
  );
}
