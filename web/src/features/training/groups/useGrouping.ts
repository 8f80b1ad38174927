/**
 * What a branch changed in a previewed grouping. Kept above the tabs: to mend a class one looks at the trainers or the
 * enrolments meanwhile, and comes back to what was done so far.
 */
import { useState } from 'react';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import type { Preview } from '../classes/api';
import type { PlannedClass } from './groupPlan';

/** What was done to one preview, whatever is previewed later. */
export interface Edited {
  of: Preview;
  plan: PlannedClass[];
  reasons: Readonly<Record<string, string>>;
}

interface Held {
  batchId: string;
  /** The regions that are grouped; all without any. */
  only: string[];
  edited?: Edited;
}

export interface Grouping {
  only: string[];
  edited: Edited | undefined;
  edit: (edited: Edited) => void;
  /** Drops what was edited, for these regions or those of before. */
  afresh: (only?: string[]) => void;
  confirmLeave: (leave: () => void) => void;
}

export function useGrouping(batchId: string): Grouping {
  const [held, setHeld] = useState<Held>({ batchId, only: [] });
  const { only, edited } = held.batchId === batchId ? held : { only: [], edited: undefined };
  const { confirmLeave } = useUnsavedGuard(edited !== undefined);
  return {
    only,
    edited,
    edit: (next) => setHeld({ batchId, only, edited: next }),
    afresh: (next = only) => setHeld({ batchId, only: next }),
    confirmLeave,
  };
}
