import type { Tone } from '@/components/display/StateTag';
import type { Answer, Role } from '@/lib/api/types';

export type RegistryExport = Answer<'/api/v1/registry-exports/{id}', 'get'>;
export type Counts = NonNullable<RegistryExport['counts']>;

export const EXPORTS = ['registry-exports'];
export const RECEIPT_IMPORTS = ['registry-receipt-imports'];

/** See exports and ask for some; a branch those of its own region. */
export const EXPORTERS: readonly Role[] = ['hq_admin', 'certifier', 'branch_staff'];
/** Bring in what the national platform answered. */
export const RECEIVERS: readonly Role[] = ['hq_admin', 'certifier'];

export const FORMATS = ['xlsx', 'jsonl'] as const;
export const KINDS = ['skill_certificate', 'training_certificate'] as const;

export const STATUS_TONE: Record<RegistryExport['status'], Tone> = {
  making: 'active',
  ready: 'good',
  failed: 'bad',
  expired: 'neutral',
};

export const filePath = (id: string) => `/api/v1/registry-exports/${id}/file`;
