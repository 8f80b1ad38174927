import { staffPage } from '@/lib/routing/feature';
import { EXPORTERS, RECEIVERS } from './words';

export const routes = [
  staffPage('registry-exports', EXPORTERS, () => import('./ExportsPage')),
  staffPage('registry-exports/:id', EXPORTERS, () => import('./ExportPage')),
  staffPage('registry-receipts', RECEIVERS, () => import('./ReceiptImportPage')),
];
