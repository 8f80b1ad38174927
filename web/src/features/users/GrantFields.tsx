/** Which role, and where: the fields follow from the role and from how far one's own scope reaches. */
import { Form, type FormInstance, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import type { Role, Scope } from '@/lib/api/types';
import { useSession } from '@/lib/session/store';
import { type GrantRequest, grantableRoles, scopeKinds } from './api';

export interface GrantValues {
  role: Role;
  kind: Scope['kind'];
  region_code?: string;
  institution_id?: string;
}

/** The request; what one's own scope settles need not be asked. */
export function grantRequest(values: GrantValues, own: Scope | undefined): GrantRequest {
  const { role, kind } = values;
  if (kind === 'region') {
    const region_code = values.region_code ?? own?.region_code;
    return { role, scope: { kind, ...(region_code ? { region_code } : {}) } };
  }
  if (kind === 'institution') {
    const institution_id = values.institution_id ?? own?.institution_id;
    return { role, scope: { kind, ...(institution_id ? { institution_id } : {}) } };
  }
  return { role, scope: { kind } };
}

export function GrantFields<V extends GrantValues>({ form }: { form: FormInstance<V> }) {
  const { t } = useTranslation('users');
  const { t: common } = useTranslation('common');
  const { grant } = useSession();
  const { options } = useRegions();
  const required = { required: true, message: t('required') };
  const role = Form.useWatch<Role | undefined>('role', form as unknown as FormInstance);
  const kind = Form.useWatch<Scope['kind'] | undefined>('kind', form as unknown as FormInstance);
  const kinds = role ? scopeKinds(grant, role) : [];

  return (
    <>
      <Form.Item name="role" label={t('fields.role')} rules={[required]}>
        <Select
          options={grantableRoles(grant).map((value) => ({
            value,
            label: common(`roles.${value}`),
          }))}
          onChange={(next: Role) =>
            (form as unknown as FormInstance).setFieldsValue({ kind: scopeKinds(grant, next)[0] })
          }
        />
      </Form.Item>
      <Form.Item name="kind" label={t('fields.scope')} rules={[required]}>
        <Select
          disabled={kinds.length < 2}
          options={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
      </Form.Item>
      {kind === 'region' && grant?.scope.kind === 'country' && (
        <Form.Item name="region_code" label={t('fields.region')} rules={[required]}>
          <Select options={options} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
      )}
      {kind === 'institution' && !grant?.scope.institution_id && (
        <Form.Item name="institution_id" label={t('fields.institution')} rules={[required]}>
          <InstitutionSelect placeholder={t('institution_placeholder')} />
        </Form.Item>
      )}
    </>
  );
}
