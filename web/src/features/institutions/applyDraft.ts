/** What a school types into the public form, as texts; and the document made of it. Pure. */
import type { NewInstitution } from './publicApi';

export interface Draft {
  name: string;
  uscc: string;
  code: string;
  level: NewInstitution['level'] | '';
  region_code: string;
  pilot_status: NewInstitution['pilot_status'];
  /** Separated by commas, semicolons or line breaks. */
  majors: string;
  contact_name: string;
  contact_phone: string;
  contact_email: string;
  admin_name: string;
  admin_phone: string;
}

export const emptyDraft: Draft = {
  name: '',
  uscc: '',
  code: '',
  level: '',
  region_code: '',
  pilot_status: 'non_pilot',
  majors: '',
  contact_name: '',
  contact_phone: '',
  contact_email: '',
  admin_name: '',
  admin_phone: '',
};

/** Where the server speaks of each field. */
export const POINTER: Record<keyof Draft, string> = {
  name: '/name',
  uscc: '/uscc',
  code: '/code',
  level: '/level',
  region_code: '/region_code',
  pilot_status: '/pilot_status',
  majors: '/majors',
  contact_name: '/contact/name',
  contact_phone: '/contact/phone',
  contact_email: '/contact/email',
  admin_name: '/admin/display_name',
  admin_phone: '/admin/phone',
};

const REQUIRED: readonly (keyof Draft)[] = [
  'name',
  'uscc',
  'level',
  'region_code',
  'contact_name',
  'contact_phone',
  'admin_name',
];

/** Pointers of required fields that are blank. */
export const faultsOf = (draft: Draft): string[] =>
  REQUIRED.filter((field) => !draft[field].trim()).map((field) => POINTER[field]);

export function toServer(draft: Draft): NewInstitution {
  const optional = <K extends string>(key: K, value: string) =>
    (value.trim() ? { [key]: value.trim() } : {}) as Partial<Record<K, string>>;
  return {
    name: draft.name.trim(),
    uscc: draft.uscc.trim(),
    ...optional('code', draft.code),
    level: draft.level as NewInstitution['level'],
    region_code: draft.region_code,
    pilot_status: draft.pilot_status,
    majors: draft.majors
      .split(/[,;\n\u3001\uff0c\uff1b]/u)
      .map((major) => major.trim())
      .filter(Boolean),
    contact: {
      name: draft.contact_name.trim(),
      phone: draft.contact_phone.trim(),
      ...optional('email', draft.contact_email),
    },
    admin: { display_name: draft.admin_name.trim(), ...optional('phone', draft.admin_phone) },
  };
}

/** What was handed in, to be mended. */
export function fromServer(form: NewInstitution): Draft {
  return {
    name: form.name,
    uscc: form.uscc,
    code: form.code ?? '',
    level: form.level,
    region_code: form.region_code,
    pilot_status: form.pilot_status,
    majors: form.majors.join('\u3001'),
    contact_name: form.contact.name,
    contact_phone: form.contact.phone,
    contact_email: form.contact.email ?? '',
    admin_name: form.admin.display_name,
    admin_phone: form.admin.phone ?? '',
  };
}
