/**
 * Planned operations on results, issuance, certificates, the edition's edits and the country overview, in the
 * generator's form but compact. Each counts only until the contract has it.
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

// --- results ---

type ResultStatus = 'scored' | 'absent' | 'voided' | 'deferred';

interface SubjectResult {
  id: string;
  edition_id: string;
  exam_date_id: string;
  exam_date: string;
  subject: { id: string; code: string; title_zh: string; title_en: string };
  student: { id: string; name: string; student_no: string };
  institution: { id: string; name: string };
  region_code: string;
  status: ResultStatus;
  /** Out of 100, with up to two decimals. */
  score?: string | null;
  recorded_at: string;
  version: number;
}

interface ResultVersion {
  version: number;
  status: ResultStatus;
  score?: string | null;
  reason?: string | null;
  recorded_at: string;
  recorded_by?: string | null;
}

interface ResultFilter extends Paging {
  q?: string;
  edition_id?: string;
  exam_date_id?: string;
  institution_id?: string;
  student_id?: string;
  subject?: string;
  status?: ResultStatus;
}

// --- issuance ---

type Basis = 'exam' | 'training' | 'fusion';
type RunStatus =
  | 'preparing'
  | 'prepared'
  | 'approved'
  | 'issuing'
  | 'issued'
  | 'rejected'
  | 'cancelled'
  | 'failed';
type ItemOutcome = 'eligible' | 'ineligible' | 'already_held' | 'issued';

interface IssuanceRun {
  id: string;
  edition_id: string;
  basis: Basis;
  filter: { region_code?: string | null; institution_id?: string | null };
  status: RunStatus;
  counts: { eligible: number; ineligible: number; already_held: number; issued: number };
  job_id?: string | null;
  prepared_by: string;
  prepared_at: string;
  approved_by?: string | null;
  approved_at?: string | null;
  ended_by?: string | null;
  ended_at?: string | null;
  remarks?: string | null;
  version: number;
}

interface IssuanceItem {
  id: string;
  holder: { student_id?: string | null; teacher_id?: string | null; name: string; code: string };
  institution: { id: string; name: string; region_code: string };
  outcome: ItemOutcome;
  reasons: { subject: string; status: string; score?: string | null }[];
  certificate_id?: string | null;
  certificate_number?: string | null;
}

// --- certificates ---

type CertificateKind = 'skill_certificate' | 'training_certificate';
type CertificateStatus = 'valid' | 'revoked' | 'superseded';

interface CertificateSummary {
  id: string;
  number: string;
  kind: CertificateKind;
  status: CertificateStatus;
  basis: Basis;
  holder_name: string;
  student_id?: string;
  teacher_id?: string;
  institution_id: string;
  institution_name: string;
  region_code: string;
  edition_id: string;
  run_id?: string;
  issued_at: string;
  status_at?: string;
  version: number;
}

interface PrintedTitle {
  zh: string;
  en?: string | null;
}

interface PrintedCertificate {
  schema: number;
  number: string;
  kind: CertificateKind;
  title: PrintedTitle;
  holder_name: string;
  id_type: string;
  masked_id: string;
  institution: { code?: string | null; name: string };
  region: { code: string; name: string };
  edition: { code: string; title: PrintedTitle; year: number; season: string };
  subjects: {
    code: string;
    title: PrintedTitle;
    score?: string | null;
    grade?: string | null;
    exam_date?: string | null;
    passed_on?: string | null;
  }[];
  basis: Basis;
  issued_on: string;
  issuer: PrintedTitle;
  template: { id: string; version: number };
}

interface CertificateLink {
  id: string;
  number: string;
}

interface Certificate extends CertificateSummary {
  snapshot: PrintedCertificate;
  snapshot_hash: string;
  status_reason?: string;
  supersedes?: CertificateLink;
  superseded_by?: CertificateLink;
}

interface CertificateFilter extends Paging {
  q?: string;
  institution_id?: string;
  region_code?: string;
  edition_id?: string;
  run_id?: string;
  kind?: CertificateKind;
  status?: CertificateStatus;
}

type RequestStatus = 'pending' | 'approved' | 'rejected';
type RequestKind = 'revocation' | 'reissue';

interface Revocation {
  id: string;
  kind: RequestKind;
  status: RequestStatus;
  reason: string;
  certificate_count: number;
  requested_by: string;
  requested_at: string;
  approved_by?: string;
  rejected_by?: string;
  decided_at?: string;
  remarks?: string;
  version: number;
}

interface RevocationView extends Revocation {
  items: {
    certificate_id: string;
    number: string;
    holder_name: string;
    institution_name: string;
    status: CertificateStatus;
    replacement?: CertificateLink;
  }[];
}

interface Verification {
  verdict: 'valid' | 'revoked' | 'superseded' | 'unknown';
  checked_at: string;
  certificate?: PrintedCertificate;
  revoked_at?: string;
  superseded_at?: string;
  superseded_by?: string;
}

// --- the edition's edits, the country ---

type Severity = 'must' | 'should';
type RuleValue = boolean | number | string;

interface RegionNumbers {
  region_code: string;
  institutions: number;
  students: number;
  teachers: number;
  cohorts: number;
  certificates: number;
}

type Edition = Schemas['Edition'];
type Calendar = Schemas['EditionCalendar'];
type Rule = Schemas['Rule'];

export interface paths {
  '/api/v1/subject-results': {
    get: Op<{ query: ResultFilter; answer: Paged<SubjectResult> }>;
  };
  '/api/v1/subject-results/{id}/corrections': {
    post: Op<{
      path: ById;
      body: { status: ResultStatus; score?: string; reason: string };
      answer: SubjectResult;
      versioned: true;
    }>;
  };
  '/api/v1/subject-results/{id}/history': {
    get: Op<{ path: ById; answer: Paged<ResultVersion> }>;
  };
  '/api/v1/issuance-runs': {
    get: Op<{
      query: Paging & { edition_id?: string; status?: RunStatus };
      answer: Paged<IssuanceRun>;
    }>;
    post: Op<{
      body: {
        edition_id: string;
        basis: Basis;
        filter: { region_code?: string; institution_id?: string };
      };
      status: 201;
      answer: IssuanceRun;
    }>;
  };
  '/api/v1/issuance-runs/{id}': { get: Op<{ path: ById; answer: IssuanceRun }> };
  '/api/v1/issuance-runs/{id}/items': {
    get: Op<{
      path: ById;
      query: Paging & { outcome?: ItemOutcome; institution_id?: string };
      answer: Paged<IssuanceItem>;
    }>;
  };
  '/api/v1/issuance-runs/{id}/approve': {
    post: Op<{ path: ById; answer: IssuanceRun; versioned: true }>;
  };
  '/api/v1/issuance-runs/{id}/reject': {
    post: Op<{ path: ById; body: { remarks: string }; answer: IssuanceRun; versioned: true }>;
  };
  '/api/v1/issuance-runs/{id}/cancel': {
    post: Op<{ path: ById; body: { remarks: string }; answer: IssuanceRun; versioned: true }>;
  };
  '/api/v1/issuance-runs/{id}/issue': {
    post: Op<{
      path: ById;
      status: 202;
      answer: { run: IssuanceRun; job: Schemas['Job'] };
      versioned: true;
    }>;
  };
  '/api/v1/certificates': {
    get: Op<{ query: CertificateFilter; answer: Paged<CertificateSummary> }>;
  };
  '/api/v1/certificates/{id}': { get: Op<{ path: ById; answer: Certificate }> };
  '/api/v1/certificates/{id}/reissue': {
    post: Op<{ path: ById; body: { reason: string }; status: 201; answer: RevocationView }>;
  };
  '/api/v1/certificate-revocations': {
    get: Op<{
      query: Paging & { status?: RequestStatus; kind?: RequestKind };
      answer: Paged<Revocation>;
    }>;
    post: Op<{
      body: { certificate_ids?: string[]; numbers?: string[]; reason: string };
      status: 201;
      answer: RevocationView;
    }>;
  };
  '/api/v1/certificate-revocations/{id}': { get: Op<{ path: ById; answer: RevocationView }> };
  '/api/v1/certificate-revocations/{id}/approve': {
    post: Op<{ path: ById; answer: RevocationView; versioned: true }>;
  };
  '/api/v1/certificate-revocations/{id}/reject': {
    post: Op<{ path: ById; body: { remarks: string }; answer: RevocationView; versioned: true }>;
  };
  '/api/v1/public/certificates/verify': {
    post: Op<{ body: { number: string; name: string }; answer: Verification }>;
  };
  '/api/v1/editions/{id}': {
    patch: Op<{
      path: ById;
      body: {
        title_zh?: string;
        title_en?: string;
        status?: Edition['status'];
        reason: string;
      };
      answer: Edition;
      versioned: true;
    }>;
  };
  '/api/v1/editions/{id}/copy': {
    post: Op<{
      path: ById;
      body: {
        code: string;
        title_zh: string;
        title_en: string;
        shift_days?: number;
        start?: string;
        reason?: string;
      };
      status: 201;
      answer: Edition;
    }>;
  };
  '/api/v1/editions/{id}/calendar': {
    put: Op<{
      path: ById;
      body: {
        windows: Pick<
          Calendar['windows'][number],
          'kind' | 'period' | 'start' | 'end' | 'effect'
        >[];
        exam_dates?: Pick<Calendar['exam_dates'][number], 'period' | 'date' | 'tentative'>[];
        holidays?: Calendar['holidays'];
        reason: string;
      };
      answer: Calendar;
      versioned: true;
    }>;
  };
  '/api/v1/editions/{id}/exam-dates/{exam_date_id}': {
    patch: Op<{
      path: ById & { exam_date_id: string };
      body: { date: string; tentative?: boolean; reason: string };
      answer: Calendar;
      versioned: true;
    }>;
  };
  '/api/v1/editions/{id}/rules/{rule}': {
    put: Op<{
      path: ById & { rule: string };
      body: { value: RuleValue; severity: Severity; reason: string };
      answer: Rule;
      versioned: true;
    }>;
  };
  '/api/v1/editions/{id}/rules/{rule}/regions/{region_code}': {
    put: Op<{
      path: ById & { rule: string; region_code: string };
      body: { value?: RuleValue; severity?: Severity; reason: string };
      answer: Rule;
      versioned: true;
    }>;
    delete: Op<{
      path: ById & { rule: string; region_code: string };
      query: { reason: string };
      status: 204;
      versioned: true;
    }>;
  };
  '/api/v1/overview/regions': {
    get: Op<{ query: { edition_id?: string }; answer: Paged<RegionNumbers> }>;
  };
}
