/** Edits what the school knows best: number, major, grade, class, phone. Name and document go by correction. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { type Kind, type Member, numberOf, updateMember } from './api';

interface Props {
  kind: Kind;
  member: Member;
  open: boolean;
  onSaved: () => void;
  onClose: () => void;
  onReload: () => void;
}

type Values = Record<string, string | undefined>;

export function DetailsForm({ kind, member, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('people');
  const numberField = kind === 'students' ? 'student_no' : 'staff_no';
  const known: Values = {
    [numberField]: numberOf(member),
    major: member.major ?? '',
    phone: member.phone ?? '',
    ...(kind === 'students'
      ? {
          grade: ('grade' in member && member.grade) || '',
          admin_class: ('admin_class' in member && member.admin_class) || '',
        }
      : {}),
  };
  return (
    <FormDrawer<Values, unknown>
      open={open}
      title={t('edit_title', { name: member.name })}
      initialValues={known}
      // Only what changed; an emptied field clears.
      onSubmit={(values) =>
        updateMember(
          kind,
          member,
          Object.fromEntries(
            Object.keys(known)
              .filter((field) => (values[field] ?? '').trim() !== known[field])
              .map((field) => [field, (values[field] ?? '').trim()]),
          ),
        )
      }
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <Form.Item
        name={numberField}
        label={t(`${kind}.number`)}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
      <Form.Item name="major" label={t('fields.major')}>
        <Input maxLength={50} />
      </Form.Item>
      {kind === 'students' && (
        <>
          <Form.Item name="grade" label={t('fields.grade')}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="admin_class" label={t('fields.admin_class')}>
            <Input maxLength={50} />
          </Form.Item>
        </>
      )}
      <Form.Item name="phone" label={t('fields.phone')}>
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
    </FormDrawer>
  );
}
