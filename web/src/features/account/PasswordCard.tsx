/** Changing one's password. */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useProblemForm } from '@/components/form/useProblemForm';
import { api, call } from '@/lib/api/client';
import { renewToken } from '@/lib/api/transport';

const MIN_PASSWORD = 8;

interface Values {
  current_password: string;
  new_password: string;
  repeated: string;
}

export function PasswordCard() {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const problem = useProblemForm(form);
  const change = useMutation({
    mutationFn: ({ current_password, new_password }: Values) =>
      call(api.POST('/api/v1/me/password', { body: { current_password, new_password } })),
    onMutate: () => problem.clear(),
    onError: (error) => problem.show(error),
    onSuccess: async () => {
      form.resetFields();
      void message.success(t('password.changed'));
      // The session's own answer says that the change is no longer due.
      await renewToken();
    },
  });

  return (
    <Card title={t('password.title')}>
      <Form<Values>
        form={form}
        layout="vertical"
        style={{ maxWidth: 420 }}
        onFinish={(values) => change.mutate(values)}
      >
        {problem.alert}
        <Form.Item
          name="current_password"
          label={t('password.current')}
          rules={[{ required: true, message: t('password.current_required') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="new_password"
          label={t('password.new')}
          extra={t('password.hint', { min: MIN_PASSWORD })}
          rules={[
            {
              required: true,
              min: MIN_PASSWORD,
              message: t('password.short', { min: MIN_PASSWORD }),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="repeated"
          label={t('password.repeated')}
          dependencies={['new_password']}
          rules={[
            { required: true, message: t('password.differs') },
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                !value || value === getFieldValue('new_password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('password.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('password.submit')}
        </Button>
      </Form>
    </Card>
  );
}
