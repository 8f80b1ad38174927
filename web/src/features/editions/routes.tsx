import { staffPage } from '@/lib/routing/feature';

export const routes = [
  staffPage('calendar', 'any', () => import('./CalendarPage')),
  staffPage('rules', 'any', () => import('./RulesPage')),
  staffPage('editions', ['hq_admin'], () => import('./EditionsPage')),
  // Where a notice about a date leads.
  staffPage('editions/:id', 'any', () => import('./CalendarPage')),
  staffPage('editions/:id/history', 'any', () => import('./HistoryPage')),
];
