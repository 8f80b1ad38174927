import type { Tone } from '@/components/display/StateTag';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type PrintJob = Item<Answer<'/api/v1/certificate-print-jobs', 'get'>>;
export type PrintJobView = Answer<'/api/v1/certificate-print-jobs/{id}', 'get'>;
export type Omitted = PrintJobView['omitted'][number];
export type Wanted = Body<'/api/v1/certificate-print-jobs', 'post'>;
export type Filter = Omit<Wanted, 'format'>;

export const PRINT_JOBS = ['certificate-print-jobs'];

export const PRINTERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'institution_admin',
];

export const FORMATS = ['zip', 'pdf'] as const;

export const STATUS_TONE: Record<PrintJob['status'], Tone> = {
  making: 'active',
  ready: 'good',
  failed: 'bad',
  expired: 'neutral',
};

export const filePath = (id: string) => `/api/v1/certificate-print-jobs/${id}/file`;
