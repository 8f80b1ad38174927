import { staffPage } from '@/lib/routing/feature';
import { KEEPERS, READERS } from './api';
import { READERS as TRANSFER_READERS } from './transfers/api';

export const routes = [
  staffPage('students', READERS.students, () => import('./StudentsPage')),
  staffPage('students/import', KEEPERS, () => import('./StudentImportPage')),
  staffPage('teachers', READERS.teachers, () => import('./TeachersPage')),
  staffPage('teachers/import', KEEPERS, () => import('./TeacherImportPage')),
  staffPage('transfers', TRANSFER_READERS, () => import('./transfers/TransfersPage')),
  staffPage('transfers/:id', TRANSFER_READERS, () => import('./transfers/TransferPage')),
];
