/**
 * Planned operations on people, cohorts, institutions and accounts, in the generator's form but compact.
 * Like `planned.gen.ts`, each counts only until the contract has its path.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];
type PathOf<P> = [P] extends [never] ? { path?: never } : { path: P };
type RequestOf<B> = [B] extends [never]
  ? { requestBody?: never }
  : { requestBody: { content: { 'application/json': B } } };

interface Plan {
  query?: unknown;
  path?: unknown;
  body?: unknown;
  status?: number;
  answer?: unknown;
  /** Needs `If-Match`. */
  versioned?: true;
}
type Of<T extends Plan, K extends keyof Plan> = K extends keyof T ? T[K] : never;

type Op<T extends Plan> = {
  parameters: PathOf<Of<T, 'path'>> & {
    query?: Of<T, 'query'>;
    cookie?: never;
  } & (T extends { versioned: true }
      ? { header: { 'If-Match': string } }
      : { header?: { 'Idempotency-Key'?: string } });
  responses: {
    [S in T extends { status: infer N extends number } ? N : 200]: {
      headers: { [name: string]: unknown };
      content: { 'application/json': Of<T, 'answer'> };
    };
  } & {
    default: {
      headers: { [name: string]: unknown };
      content: { 'application/problem+json': Schemas['Problem'] };
    };
  };
} & RequestOf<Of<T, 'body'>>;

interface Paging {
  limit?: number;
  cursor?: string;
  sort?: string;
}
interface Paged<T> {
  items: T[];
  next?: string | null;
}
interface ById {
  id: string;
}
interface Override {
  rule: string;
  reason: string;
}

// --- people ---

type DocumentType =
  | 'resident_id'
  | 'hmt_residence_permit'
  | 'passport'
  | 'hk_macau_permit'
  | 'taiwan_permit';
type MemberStatus = 'active' | 'suspended' | 'left' | 'transferred';

export interface Member {
  id: string;
  institution_id: string;
  institution_name?: string | null;
  region_code: string;
  student_no?: string;
  staff_no?: string;
  name: string;
  gender?: 'female' | 'male' | null;
  id_type?: DocumentType | null;
  id_number_masked?: string | null;
  username?: string | null;
  account_status?: string | null;
  major?: string | null;
  grade?: string | null;
  admin_class?: string | null;
  phone?: string | null;
  status: MemberStatus;
  created_at: string;
  updated_at: string;
  version: number;
}
export interface NewMember {
  institution_id?: string;
  student_no?: string;
  staff_no?: string;
  name: string;
  gender?: 'female' | 'male';
  id_type: DocumentType;
  id_number: string;
  major?: string;
  grade?: string;
  admin_class?: string;
  phone?: string;
}
interface MemberUpdate {
  student_no?: string;
  staff_no?: string;
  major?: string;
  grade?: string;
  admin_class?: string;
  phone?: string;
}
interface MemberEvent {
  id: string;
  at: string;
  actor_id?: string | null;
  actor_name?: string | null;
  action: string;
  reason?: string | null;
  changes: { [key: string]: unknown };
}
interface MemberFilter extends Paging {
  q?: string;
  institution_id?: string;
  region_code?: string;
  cohort_id?: string;
  status?: MemberStatus;
  major?: string;
  grade?: string;
}
interface Correction {
  name?: string;
  id_type?: DocumentType;
  id_number?: string;
  reason: string;
}

interface MembersPath {
  get: Op<{ query: MemberFilter; answer: Paged<Member> }>;
  post: Op<{ body: NewMember; status: 201; answer: Member }>;
}
interface MemberPath {
  get: Op<{ path: ById; answer: Member }>;
  patch: Op<{ path: ById; body: MemberUpdate; versioned: true; answer: Member }>;
}
interface StatusPath {
  post: Op<{ path: ById; body: { reason: string }; answer: Member }>;
}

// --- cohorts ---

type CohortStatus =
  | 'draft'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'running'
  | 'finished'
  | 'dissolved';
type CohortKind = 'regular' | 'intensive';

interface CohortTeacher {
  id: string;
  staff_no: string;
  name: string;
}
export interface Cohort {
  id: string;
  edition_id: string;
  institution: { id: string; code?: string | null; name: string };
  region_code: string;
  title: string;
  major: string;
  kind: CohortKind;
  periods: number[];
  status: CohortStatus;
  student_count: number;
  teachers: CohortTeacher[];
  deviations: {
    rule: string;
    clause: string;
    limit: number;
    actual: number;
    reason: string;
    recorded_by: string;
    recorded_at: string;
  }[];
  submitted_at?: string | null;
  decided_at?: string | null;
  remarks?: string | null;
  created_at: string;
  updated_at: string;
  warnings?: { code: string; message: string }[];
  version: number;
}
interface NewCohort {
  edition_id: string;
  institution_id?: string;
  title: string;
  major?: string;
  kind?: CohortKind;
  periods: number[];
  teacher_ids?: string[];
  student_ids?: string[];
  overrides?: Override[];
}
interface CohortStudent {
  student_id: string;
  student_no: string;
  name: string;
  major?: string | null;
  grade?: string | null;
  admin_class?: string | null;
  status: string;
  joined_at: string;
}
interface SplitRequest {
  edition_id: string;
  institution_id?: string;
  student_ids?: string[];
  filters?: { major?: string; grade?: string; admin_class?: string };
  max_size?: number;
  keep_together?: 'admin_class' | 'major' | 'none';
  teacher_ids?: string[];
  title_prefix?: string;
}
interface SplitPreview {
  edition_id: string;
  institution_id: string;
  max_size: number;
  students: number;
  groups: {
    title: string;
    major: string;
    students: {
      id: string;
      student_no: string;
      name: string;
      major?: string | null;
      grade?: string | null;
      admin_class?: string | null;
    }[];
    teachers: CohortTeacher[];
    admin_classes: { admin_class: string; students: number }[];
  }[];
  deviations: {
    code: 'rule' | 'teachers' | 'admin_class_split';
    group?: number | null;
    rule?: string | null;
    clause?: string | null;
    severity?: string | null;
    admin_class?: string | null;
    limit: number;
    actual: number;
  }[];
}
interface NewSplit {
  edition_id: string;
  institution_id?: string;
  kind?: CohortKind;
  periods: number[];
  groups: { title: string; major?: string; student_ids: string[]; teacher_ids?: string[] }[];
  overrides?: Override[];
}
interface StepPath {
  post: Op<{
    path: ById;
    body: { remarks?: string; overrides?: Override[] };
    versioned: true;
    answer: Cohort;
  }>;
}

// --- institutions ---

type Level = 'undergraduate' | 'higher_vocational' | 'secondary_vocational';
type PilotStatus = 'pilot' | 'added_pilot' | 'non_pilot';
interface InstitutionContact {
  name: string;
  phone: string;
  email?: string | null;
}
interface AdministratorInvite {
  display_name: string;
  phone?: string | null;
  email?: string | null;
  username?: string | null;
}
export interface Institution {
  id: string;
  code?: string | null;
  uscc: string;
  name: string;
  level: Level;
  region_code: string;
  pilot_status: PilotStatus;
  majors: string[];
  contact: InstitutionContact;
  status: 'active' | 'suspended';
  created_at: string;
  updated_at: string;
  version: number;
}
interface NewInstitution {
  name: string;
  code?: string | null;
  uscc: string;
  level: Level;
  region_code: string;
  pilot_status: PilotStatus;
  majors: string[];
  contact: InstitutionContact;
  admin: AdministratorInvite;
}
interface InstitutionWarning {
  code: string;
  pointer: string;
  message: string;
}
interface InstitutionFilter extends Paging {
  q?: string;
  region_code?: string;
  level?: Level;
  pilot_status?: PilotStatus;
  status?: 'active' | 'suspended';
}
interface InvitedAdministrator {
  user_id: string;
  username: string;
  display_name: string;
  activation_code: string;
}
type ApplicationStatus = 'submitted' | 'returned' | 'approved' | 'rejected';
export interface Application {
  id: string;
  reference: string;
  status: ApplicationStatus;
  application: NewInstitution;
  remarks?: string | null;
  decided_by?: string | null;
  decided_at?: string | null;
  institution_id?: string | null;
  submitted_at: string;
  created_at: string;
  version: number;
}
interface RefusalPath {
  post: Op<{ path: ById; body: { remarks: string }; versioned: true; answer: Application }>;
}

// --- accounts ---

type Role = Schemas['Role'];
type Grant = Schemas['Grant'];
interface ScopeInput {
  kind: Schemas['ScopeKind'];
  region_code?: string;
  institution_id?: string;
  cohort_id?: string;
}
export interface Account {
  id: string;
  username: string;
  display_name: string;
  phone?: string | null;
  email?: string | null;
  status: 'pending' | 'active' | 'disabled';
  grants: Grant[];
  created_at: string;
  version: number;
}
export interface ApiClient {
  id: string;
  name: string;
  client_id: string;
  scopes: string[];
  scope: Schemas['ScopeView'];
  created_at: string;
  last_used_at?: string | null;
  revoked_at?: string | null;
}

export interface paths {
  '/api/v1/students': MembersPath;
  '/api/v1/students/{id}': MemberPath;
  '/api/v1/students/{id}/corrections': {
    post: Op<{ path: ById; body: Correction; answer: Member }>;
  };
  '/api/v1/students/{id}/suspend': StatusPath;
  '/api/v1/students/{id}/resume': StatusPath;
  '/api/v1/students/{id}/leave': StatusPath;
  '/api/v1/students/{id}/reveal': {
    post: Op<{ path: ById; body: { reason: string }; answer: { id_number: string } }>;
  };
  '/api/v1/students/{id}/history': { get: Op<{ path: ById; answer: Paged<MemberEvent> }> };
  '/api/v1/teachers': MembersPath;
  '/api/v1/teachers/{id}': MemberPath;
  '/api/v1/cohorts': {
    get: Op<{
      query: Paging & {
        q?: string;
        edition_id?: string;
        institution_id?: string;
        region_code?: string;
        status?: CohortStatus;
        kind?: CohortKind;
        teacher_id?: string;
        student_id?: string;
      };
      answer: Paged<Cohort>;
    }>;
    post: Op<{ body: NewCohort; status: 201; answer: Cohort }>;
  };
  '/api/v1/cohorts/{id}': {
    get: Op<{ path: ById; answer: Cohort }>;
    patch: Op<{
      path: ById;
      body: { title?: string; major?: string; kind?: CohortKind; periods?: number[] };
      versioned: true;
      answer: Cohort;
    }>;
  };
  '/api/v1/cohorts/{id}/students': {
    get: Op<{ path: ById; query: Paging; answer: Paged<CohortStudent> }>;
    post: Op<{
      path: ById;
      body: { add?: string[]; remove?: string[]; overrides?: Override[] };
      answer: Cohort;
    }>;
  };
  '/api/v1/cohorts/{id}/teachers': {
    put: Op<{
      path: ById;
      body: { teacher_ids: string[]; overrides?: Override[] };
      versioned: true;
      answer: Cohort;
    }>;
  };
  '/api/v1/cohorts/moves': {
    post: Op<{
      body: { student_ids: string[]; from: string; to: string; overrides?: Override[] };
      answer: { from: Cohort; to: Cohort };
    }>;
  };
  '/api/v1/cohorts/{id}/submit': StepPath;
  '/api/v1/cohorts/{id}/withdraw': StepPath;
  '/api/v1/cohorts/{id}/approve': StepPath;
  '/api/v1/cohorts/{id}/return': StepPath;
  '/api/v1/cohorts/{id}/start': StepPath;
  '/api/v1/cohorts/{id}/finish': StepPath;
  '/api/v1/cohorts/{id}/dissolve': StepPath;
  '/api/v1/cohort-splits/preview': { post: Op<{ body: SplitRequest; answer: SplitPreview }> };
  '/api/v1/cohort-splits': {
    post: Op<{ body: NewSplit; status: 201; answer: { cohorts: Cohort[] } }>;
  };
  '/api/v1/institutions': {
    get: Op<{ query: InstitutionFilter; answer: Paged<Institution> }>;
    post: Op<{
      body: NewInstitution;
      status: 201;
      answer: {
        institution: Institution;
        administrator: InvitedAdministrator;
        warnings: InstitutionWarning[];
      };
    }>;
  };
  '/api/v1/institutions/{id}': {
    get: Op<{ path: ById; answer: Institution }>;
    patch: Op<{
      path: ById;
      body: {
        name?: string;
        code?: string;
        uscc?: string;
        level?: Level;
        pilot_status?: PilotStatus;
        status?: 'active' | 'suspended';
        majors?: string[];
        contact?: InstitutionContact;
      };
      versioned: true;
      answer: Institution & { warnings: InstitutionWarning[] };
    }>;
  };
  '/api/v1/institutions/{id}/administrators': {
    get: Op<{
      path: ById;
      answer: Paged<{
        user_id: string;
        username: string;
        display_name: string;
        phone?: string | null;
        email?: string | null;
        status: Account['status'];
        granted_at: string;
      }>;
    }>;
  };
  '/api/v1/institution-applications': {
    get: Op<{
      query: Paging & { q?: string; status?: ApplicationStatus; region_code?: string };
      answer: Paged<Application>;
    }>;
  };
  '/api/v1/institution-applications/{id}': {
    get: Op<{ path: ById; answer: Application & { same_uscc: string[] } }>;
  };
  '/api/v1/institution-applications/{id}/approve': {
    post: Op<{
      path: ById;
      body: { remarks?: string; admin?: AdministratorInvite };
      versioned: true;
      answer: {
        application: Application;
        institution: Institution;
        administrator: InvitedAdministrator;
        warnings: InstitutionWarning[];
      };
    }>;
  };
  '/api/v1/institution-applications/{id}/return': RefusalPath;
  '/api/v1/institution-applications/{id}/reject': RefusalPath;
  '/api/v1/users': {
    get: Op<{
      query: Paging & { q?: string; role?: Role; region_code?: string; institution_id?: string };
      answer: Paged<Account>;
    }>;
    post: Op<{
      body: {
        username?: string;
        display_name: string;
        phone?: string;
        email?: string;
        grant: { role: Role; scope: ScopeInput };
      };
      status: 201;
      answer: { user: Account; activation: { code: string } };
    }>;
  };
  '/api/v1/users/{id}': {
    get: Op<{ path: ById; answer: Account }>;
    patch: Op<{
      path: ById;
      body: { display_name?: string; phone?: string; email?: string };
      versioned: true;
      answer: Account;
    }>;
  };
  '/api/v1/users/{id}/disable': {
    post: Op<{ path: ById; body: { reason: string }; answer: Account }>;
  };
  '/api/v1/users/{id}/enable': {
    post: Op<{ path: ById; body: { reason: string }; answer: Account }>;
  };
  '/api/v1/users/{id}/reset-password': {
    post: Op<{ path: ById; answer: { activation_code: string } }>;
  };
  '/api/v1/users/{id}/activation-code': { post: Op<{ path: ById; answer: { code: string } }> };
  '/api/v1/users/{id}/grants': {
    post: Op<{ path: ById; body: { role: Role; scope: ScopeInput }; status: 201; answer: Grant }>;
  };
  '/api/v1/users/{id}/grants/{grant_id}': {
    delete: Op<{
      path: { id: string; grant_id: string };
      query: { reason: string };
      status: 204;
      answer: never;
    }>;
  };
  '/api/v1/api-clients': {
    get: Op<{ query: Paging; answer: Paged<ApiClient> }>;
    post: Op<{
      body: { name: string; scopes: string[]; scope: ScopeInput };
      status: 201;
      answer: { client: ApiClient; client_secret: string };
    }>;
  };
  '/api/v1/api-clients/{id}': {
    delete: Op<{ path: ById; status: 204; answer: never }>;
  };
  '/api/v1/api-clients/{id}/rotate': {
    post: Op<{ path: ById; answer: { client_secret: string } }>;
  };
}
