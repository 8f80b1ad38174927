/** Edits what the school knows best: major, grade, class, phone. Name and document go by correction. */
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { type Kind, type Member, type Student, updateMember } from './api';

interface Props {
  kind: Kind;
  member: Member;
  open: boolean;
  onSaved: () => void;
  onClose: () => void;
  onReload: () => void;
}

type Values = Pick<Student, 'gender' | 'major' | 'grade' | 'admin_class' | 'phone'>;

export function DetailsForm({ kind, member, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('people');
  const { gender, major, phone } = member;
  const own: Values =
    'grade' in member || kind === 'students'
      ? {
          gender,
          major,
          phone,
          grade: (member as Student).grade,
          admin_class: (member as Student).admin_class,
        }
      : { gender, major, phone };
  return (
    <FormDrawer<Values, unknown>
      open={open}
      title={t('edit_title', { name: member.name })}
      initialValues={own}
      onSubmit={(values) =>
        updateMember(
          kind,
          member,
          Object.fromEntries(
            Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
          ),
        )
      }
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <Form.Item name="gender" label={t('fields.gender')}>
        <Select
          options={(['female', 'male'] as const).map((value) => ({
            value,
            label: t(`genders.${value}`),
          }))}
        />
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
