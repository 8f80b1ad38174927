import { staffPage } from '@/lib/routing/feature';
import { PRINTERS } from './printing/words';
import { READERS, REVOCATION_READERS } from './words';

export const routes = [
  staffPage('certificates', READERS, () => import('./CertificatesPage')),
  staffPage('certificates/:id', READERS, () => import('./CertificatePage')),
  staffPage('certificate-revocations', REVOCATION_READERS, () => import('./RevocationsPage')),
  staffPage('certificate-revocations/:id', REVOCATION_READERS, () => import('./RevocationPage')),
  staffPage('certificate-print-jobs', PRINTERS, () => import('./printing/PrintJobsPage')),
  staffPage('certificate-print-jobs/:id', PRINTERS, () => import('./printing/PrintJobPage')),
];
