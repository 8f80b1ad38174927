import { staffPage } from '@/lib/routing/feature';
import { KEEPERS, READERS } from './api';

export const routes = [
  staffPage('students', READERS.students, () => import('./StudentsPage')),
  staffPage('students/import', KEEPERS, () => import('./StudentImportPage')),
  staffPage('teachers', READERS.teachers, () => import('./TeachersPage')),
  staffPage('teachers/import', KEEPERS, () => import('./TeacherImportPage')),
];
