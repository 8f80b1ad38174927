/** Corrects the name or the identity document: the reason and the former values stay in the history. */
import { Alert, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { type Correction, correctMember, type Kind, type Member } from './api';
import { DOCUMENTS } from './words';

interface Props {
  kind: Kind;
  member: Member;
  open: boolean;
  onSaved: () => void;
  onClose: () => void;
}

export function CorrectionForm({ kind, member, open, onSaved, onClose }: Props) {
  const { t } = useTranslation('people');
  return (
    <FormDrawer<Correction, unknown>
      open={open}
      title={t('correct_title', { name: member.name })}
      initialValues={{ name: member.name, ...(member.id_type ? { id_type: member.id_type } : {}) }}
      submitLabel={t('correct')}
      onSubmit={({ name, id_type, id_number, reason }) =>
        correctMember(kind, member, {
          ...(name && name !== member.name ? { name } : {}),
          // Type and number make one document: both or neither.
          ...(id_number ? { id_type, id_number } : {}),
          reason,
        } as Correction)
      }
      onDone={onSaved}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('correct_explain')} style={{ marginBottom: 16 }} />
      <Form.Item
        name="name"
        label={t('fields.name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="id_type" label={t('fields.id_type')}>
        <Select options={DOCUMENTS.map((value) => ({ value, label: t(`documents.${value}`) }))} />
      </Form.Item>
      <Form.Item name="id_number" label={t('new_id_number')} extra={t('new_id_number_hint')}>
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('reason')}
        rules={[{ required: true, whitespace: true, min: 4, message: t('reason_rule') }]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
