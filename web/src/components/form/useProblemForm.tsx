/**
 * Lets a refused request land on the form that sent it: pointers become field errors, the rest stands above
 * the form, and nothing that was typed is touched.
 */
import type { FormInstance } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
import { ApiProblem, pointerPath } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { ProblemAlert } from '../display/ProblemAlert';

interface Shown {
  error: unknown;
  unplaced: FieldError[];
}

type Path = (string | number)[];

const startsWith = (path: Path, head: Path) => head.every((part, at) => path[at] === part);

export function useProblemForm<V extends object>(
  form: FormInstance<V>,
): {
  show: (error: unknown) => void;
  clear: () => void;
  /** To be rendered above the fields. */
  alert: ReactNode;
} {
  const { fieldText } = useProblemText();
  const [shown, setShown] = useState<Shown>();

  const show = useCallback(
    (error: unknown) => {
      const unplaced: Shown['unplaced'] = [];
      const placed = new Map<string, { name: Path; errors: string[] }>();
      if (error instanceof ApiProblem) {
        const fields = form.getFieldsError().map((field) => field.name as Path);
        for (const fault of error.errors) {
          const path = pointerPath(fault.pointer);
          // The field itself, or the one that holds it (`/majors/2` belongs to a multiple select `majors`).
          const name = fields
            .filter((field) => startsWith(path, field))
            .sort((a, b) => b.length - a.length)[0];
          if (!name) {
            unplaced.push(fault);
            continue;
          }
          const key = JSON.stringify(name);
          const entry = placed.get(key) ?? { name, errors: [] };
          entry.errors.push(fieldText(fault));
          placed.set(key, entry);
        }
      }
      if (placed.size > 0) {
        const entries = [...placed.values()];
        form.setFields(entries as unknown as Parameters<typeof form.setFields>[0]);
        const first = entries[0];
        if (first) {
          form.scrollToField(first.name as Parameters<typeof form.scrollToField>[0], {
            focus: true,
          });
        }
      }
      setShown({ error, unplaced });
    },
    [form, fieldText],
  );

  const clear = useCallback(() => setShown(undefined), []);
  return {
    show,
    clear,
    alert: shown && <ProblemAlert error={shown.error} unplaced={shown.unplaced} />,
  };
}
