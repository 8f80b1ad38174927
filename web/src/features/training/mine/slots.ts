/** What other parts of training show on a participant's page. */
import type { ComponentType } from 'react';
import type { Enrolment } from '../api';

export interface SlotProps {
  enrolment: Enrolment;
}

/** Before guidance, tasks and material: the next live session, the hours attended. Each shows nothing where it has nothing to say. */
export const BEFORE: readonly ComponentType<SlotProps>[] = [];

/** After them: the online test, the teaching design, the result. */
export const AFTER: readonly ComponentType<SlotProps>[] = [];
