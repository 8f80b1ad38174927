/**
 * Runs a request that rules may advise against. When the server asks for reasons, a dialog asks the person,
 * and the same request goes again with `overrides`, as often as further rules turn up.
 */
import { type ReactNode, useCallback, useState } from 'react';
import { ApiProblem } from '@/lib/api/problem';
import type { RuleFinding, RuleOverride } from '@/lib/api/types';
import { OverrideDialog } from './OverrideDialog';

export type Overridden<T> = { done: true; value: T } | { done: false };

interface Question {
  rules: readonly RuleFinding[];
  answer: (overrides: RuleOverride[] | undefined) => void;
}

export function useRuleOverride(): {
  /** `done: false` when the person went back instead of giving a reason. */
  withOverrides: <T>(send: (overrides: RuleOverride[]) => Promise<T>) => Promise<Overridden<T>>;
  /** To be rendered somewhere on the page. */
  overrideDialog: ReactNode;
} {
  const [question, setQuestion] = useState<Question>();

  const withOverrides = useCallback(
    async <T,>(send: (overrides: RuleOverride[]) => Promise<T>): Promise<Overridden<T>> => {
      let given: RuleOverride[] = [];
      for (;;) {
        try {
          return { done: true, value: await send(given) };
        } catch (error) {
          if (!(error instanceof ApiProblem) || !error.overridable) throw error;
          // Asked again for a rule that has its reason: the server wants something else of it.
          const known = new Set(given.map((override) => override.rule));
          if (error.rules.every((rule) => known.has(rule.rule))) throw error;
          const { rules } = error;
          const more = await new Promise<RuleOverride[] | undefined>((answer) => {
            setQuestion({ rules: rules.filter((rule) => !known.has(rule.rule)), answer });
          });
          setQuestion(undefined);
          if (!more) return { done: false };
          given = [...given, ...more];
        }
      }
    },
    [],
  );

  return {
    withOverrides,
    overrideDialog: (
      <OverrideDialog
        open={question !== undefined}
        rules={question?.rules ?? []}
        onConfirm={(overrides) => question?.answer(overrides)}
        onCancel={() => question?.answer(undefined)}
      />
    ),
  };
}
