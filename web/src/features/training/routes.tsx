import { staffPage } from '@/lib/routing/feature';
import { ABSENCE_READERS, ENROLLERS, ENROLMENT_READERS, PARTICIPANTS, READERS } from './api';
import { BOARD_READERS, RISK_READERS } from './board/api';
import { CLASS_READERS, FORMERS, LIST_READERS } from './classes/api';
import { GUIDANCE_READERS } from './guidance/api';
import { TASK_READERS } from './tasks/api';

export const routes = [
  staffPage('training/batches', READERS, () => import('./batches/BatchesPage')),
  staffPage('training/batches/:id', READERS, () => import('./batches/BatchPage')),
  staffPage('training/classes', LIST_READERS, () => import('./classes/ClassesPage')),
  staffPage('training/classes/:id', CLASS_READERS, () => import('./classes/ClassPage')),
  staffPage('training/merges', FORMERS, () => import('./groups/MergesPage')),
  staffPage('training/enrol', ENROLLERS, () => import('./enrolments/EnrolPage')),
  staffPage('training/enrol/import', ENROLLERS, () => import('./enrolments/EnrolImportPage')),
  staffPage('training/enrolments', ENROLMENT_READERS, () => import('./enrolments/EnrolmentsPage')),
  staffPage('my-training', PARTICIPANTS, () => import('./enrolments/MyTrainingPage')),
  staffPage('my-training/test/:id', PARTICIPANTS, () => import('./tests/TestPage')),
  staffPage('my-training/design', PARTICIPANTS, () => import('./designs/DesignPage')),
  staffPage('training/absences', ABSENCE_READERS, () => import('./absences/AbsencesPage')),
  staffPage('training/board', BOARD_READERS, () => import('./board/BoardPage')),
  staffPage('training/at-risk', RISK_READERS, () => import('./board/AtRiskPage')),
  staffPage('training/guidance', GUIDANCE_READERS, () => import('./guidance/GuidancePage')),
  staffPage('training/tasks', TASK_READERS, () => import('./tasks/TasksPage')),
  staffPage('training/tasks/:id', TASK_READERS, () => import('./tasks/TaskPage')),
];
