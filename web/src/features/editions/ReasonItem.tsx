import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** The reason that every change of an edition needs; it stands in the history. */
export function ReasonItem() {
  const { t } = useTranslation('editions');
  return (
    <Form.Item
      name="reason"
      label={t('reason')}
      rules={[{ required: true, whitespace: true, min: 4, max: 500, message: t('reason_rule') }]}
    >
      <Input.TextArea rows={3} maxLength={500} showCount />
    </Form.Item>
  );
}
