/** Edits an institution. Its own administrators change majors and contact, the branch the rest as well. */
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { type Institution, type InstitutionUpdate, updateInstitution } from './api';
import { LEVELS, PILOTS } from './words';

interface Props {
  institution: Institution;
  /** Whether name, codes, level and state may change as well. */
  registration: boolean;
  open: boolean;
  onSaved: () => void;
  onClose: () => void;
  onReload: () => void;
}

const REGISTRATION = ['name', 'code', 'uscc', 'level', 'pilot_status', 'status'] as const;

export function EditForm({ institution, registration, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('institutions');
  const required = { required: true, whitespace: true, message: t('required') };

  const changes = (values: InstitutionUpdate): InstitutionUpdate => {
    const contact = values.contact ?? institution.contact;
    return {
      majors: values.majors ?? institution.majors,
      contact: {
        name: contact.name,
        phone: contact.phone,
        ...(contact.email ? { email: contact.email } : {}),
      },
      ...(registration
        ? Object.fromEntries(
            REGISTRATION.filter(
              (field) => (values[field] ?? '') !== (institution[field] ?? ''),
            ).map((field) => [field, values[field] ?? '']),
          )
        : {}),
    };
  };

  return (
    <FormDrawer<InstitutionUpdate, unknown>
      open={open}
      title={t('edit_title', { name: institution.name })}
      initialValues={{
        name: institution.name,
        code: institution.code ?? '',
        uscc: institution.uscc,
        level: institution.level,
        pilot_status: institution.pilot_status,
        status: institution.status,
        majors: [...institution.majors],
        contact: { ...institution.contact },
      }}
      onSubmit={(values) => updateInstitution(institution, changes(values))}
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      {registration && (
        <>
          <Form.Item name="name" label={t('fields.name')} rules={[required]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="uscc" label={t('fields.uscc')} rules={[required]}>
            <Input maxLength={40} spellCheck={false} />
          </Form.Item>
          <Form.Item name="code" label={t('fields.code')} extra={t('code_hint')}>
            <Input maxLength={20} inputMode="numeric" />
          </Form.Item>
          <Form.Item name="level" label={t('fields.level')}>
            <Radio.Group
              options={LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="pilot_status" label={t('fields.pilot_status')}>
            <Radio.Group
              options={PILOTS.map((value) => ({ value, label: t(`pilots.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="status" label={t('fields.status')}>
            <Radio.Group
              options={(['active', 'suspended'] as const).map((value) => ({
                value,
                label: t(`status.${value}`),
              }))}
            />
          </Form.Item>
        </>
      )}
      <Form.Item name="majors" label={t('fields.majors')} extra={t('majors_hint')}>
        <Select mode="tags" tokenSeparators={[',', ';', '\u3001', '\uff0c']} open={false} />
      </Form.Item>
      <Form.Item name={['contact', 'name']} label={t('fields.contact_name')} rules={[required]}>
        <Input maxLength={50} />
      </Form.Item>
      <Form.Item name={['contact', 'phone']} label={t('fields.contact_phone')} rules={[required]}>
        <Input maxLength={30} inputMode="tel" />
      </Form.Item>
      <Form.Item name={['contact', 'email']} label={t('fields.contact_email')}>
        <Input maxLength={100} inputMode="email" />
      </Form.Item>
    </FormDrawer>
  );
}
