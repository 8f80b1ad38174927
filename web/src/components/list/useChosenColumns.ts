/** Which columns a person wants to see of a list; remembered per person and list in this browser. */
import { useState } from 'react';
import { useSession } from '@/lib/session/store';
import type { ListColumn } from './types';

function read(key: string): string[] | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : undefined;
  } catch {
    return undefined;
  }
}

export function useChosenColumns<R>(listId: string, columns: readonly ListColumn<R>[]) {
  const { user } = useSession();
  const storageKey = `onex.columns.${user?.id ?? 'anyone'}.${listId}`;
  const [chosen, setChosen] = useState<string[] | undefined>(() => read(storageKey));

  const initial = columns.filter((column) => !column.initiallyHidden).map((column) => column.key);
  // The first column says which row it is: it stays.
  const visible = columns.filter(
    (column, at) => at === 0 || (chosen ?? initial).includes(column.key),
  );

  return {
    visible,
    choose(keys: string[] | undefined) {
      setChosen(keys);
      try {
        if (keys) localStorage.setItem(storageKey, JSON.stringify(keys));
        else localStorage.removeItem(storageKey);
      } catch {
        // Storage may be forbidden: the choice then lasts for this page.
      }
    },
  };
}
