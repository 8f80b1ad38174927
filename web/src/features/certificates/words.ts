import type { Tone } from '@/components/display/StateTag';
import type { Answer, Item, Role } from '@/lib/api/types';

export type Certificate = Answer<'/api/v1/certificates/{id}', 'get'>;
export type CertificateRow = Item<Answer<'/api/v1/certificates', 'get'>>;
export type Revocation = Item<Answer<'/api/v1/certificate-revocations', 'get'>>;
export type RevocationView = Answer<'/api/v1/certificate-revocations/{id}', 'get'>;

export const CERTIFICATES = ['certificates'];
export const REVOCATIONS = ['certificate-revocations'];

export const READERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'institution_admin',
  'teacher',
  'student',
];
/** See what is their own, and share it. */
export const HOLDERS: readonly Role[] = ['teacher', 'student'];
/** May take the rows along as a file. */
export const EXPORTERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'institution_admin',
];
export const REVOCATION_READERS: readonly Role[] = ['hq_admin', 'certifier'];

export const STATUSES = ['valid', 'revoked', 'superseded'] as const;
export const KINDS = ['skill_certificate', 'training_certificate'] as const;
/** Whether the national platform's number stands beside ours. */
export const REGISTERED = ['true', 'false'] as const;
export const REQUEST_STATUSES = ['pending', 'approved', 'rejected'] as const;
export const REQUEST_KINDS = ['revocation', 'reissue'] as const;

export const STATUS_TONE: Record<CertificateRow['status'], Tone> = {
  valid: 'good',
  revoked: 'bad',
  superseded: 'neutral',
};

export const REQUEST_TONE: Record<Revocation['status'], Tone> = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
};
