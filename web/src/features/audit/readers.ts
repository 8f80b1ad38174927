import type { Role } from '@/lib/api/types';

/** Who may read the audit trail, each within their scope. */
export const READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'institution_admin'];
