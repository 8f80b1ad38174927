import { staffPage } from '@/lib/routing/feature';
import { AFFILIATION_KEEPERS, JUDGEMENT_READERS, REVIEW_READERS } from './api';

export const routes = [
  staffPage('reviews', REVIEW_READERS, () => import('./reviews/ReviewsPage')),
  staffPage('reviews/:id', REVIEW_READERS, () => import('./reviews/ReviewPage')),
  staffPage('judgements', JUDGEMENT_READERS, () => import('./judgements/JudgementsPage')),
  staffPage('judgements/:id', JUDGEMENT_READERS, () => import('./judgements/JudgementPage')),
  staffPage('affiliations', AFFILIATION_KEEPERS, () => import('./affiliations/AffiliationsPage')),
];
