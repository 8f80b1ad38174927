/** A branch opens a school and invites its first administrator. */
import { Divider, Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import { useSession } from '@/lib/session/store';
import { type NewInstitution, type Opened, openInstitution } from './api';
import { LEVELS, PILOTS } from './words';

interface Props {
  open: boolean;
  onOpened: (result: Opened) => void;
  onClose: () => void;
}

/** Optional texts that were left empty are left out. */
function pruned<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([key, value]) => [
        key,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? pruned(value as object)
          : value,
      ]),
  ) as T;
}

export function OpenForm({ open, onOpened, onClose }: Props) {
  const { t } = useTranslation('institutions');
  const { grant } = useSession();
  const { options } = useRegions();
  const region = grant?.scope.region_code;
  const required = { required: true, whitespace: true, message: t('required') };

  return (
    <FormDrawer<NewInstitution, Opened>
      open={open}
      title={t('open')}
      submitLabel={t('open_submit')}
      initialValues={{
        pilot_status: 'non_pilot',
        majors: [],
        ...(region ? { region_code: region } : {}),
      }}
      onSubmit={(values, { idempotencyKey }) => openInstitution(pruned(values), idempotencyKey)}
      onDone={onOpened}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('fields.name')} rules={[required]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="uscc" label={t('fields.uscc')} extra={t('uscc_hint')} rules={[required]}>
        <Input maxLength={40} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="code" label={t('fields.code')} extra={t('code_hint')}>
        <Input maxLength={20} autoComplete="off" inputMode="numeric" />
      </Form.Item>
      <Form.Item name="level" label={t('fields.level')} rules={[required]}>
        <Radio.Group options={LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))} />
      </Form.Item>
      <Form.Item name="region_code" label={t('fields.region_code')} rules={[required]}>
        <Select
          options={options}
          disabled={Boolean(region)}
          showSearch={{ optionFilterProp: 'label' }}
        />
      </Form.Item>
      <Form.Item name="pilot_status" label={t('fields.pilot_status')} rules={[required]}>
        <Radio.Group options={PILOTS.map((value) => ({ value, label: t(`pilots.${value}`) }))} />
      </Form.Item>
      <Form.Item name="majors" label={t('fields.majors')} extra={t('majors_hint')}>
        <Select mode="tags" tokenSeparators={[',', ';', '\u3001', '\uff0c']} open={false} />
      </Form.Item>
      <Divider titlePlacement="start">{t('fields.contact')}</Divider>
      <Form.Item name={['contact', 'name']} label={t('fields.contact_name')} rules={[required]}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name={['contact', 'phone']} label={t('fields.contact_phone')} rules={[required]}>
        <Input maxLength={30} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name={['contact', 'email']} label={t('fields.contact_email')}>
        <Input maxLength={100} inputMode="email" autoComplete="off" />
      </Form.Item>
      <Divider titlePlacement="start">{t('fields.admin')}</Divider>
      <Form.Item name={['admin', 'display_name']} label={t('fields.admin_name')} rules={[required]}>
        <Input maxLength={50} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={['admin', 'phone']}
        label={t('fields.admin_phone')}
        extra={t('admin_phone_hint')}
      >
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name={['admin', 'username']}
        label={t('fields.username')}
        extra={t('username_hint')}
      >
        <Input maxLength={50} autoComplete="off" spellCheck={false} />
      </Form.Item>
    </FormDrawer>
  );
}
