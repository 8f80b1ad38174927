/**
 * A form at the side of the list it belongs to. Keeps what was typed on every refusal, puts the server's
 * field errors on their fields, asks for the reason a `should` rule wants, and warns before it is closed
 * with changes.
 */
import { Button, Drawer, Flex, Form, type FormInstance } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { idempotencyKey } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import type { RuleOverride } from '@/lib/api/types';
import { useRuleOverride } from '../rules/useRuleOverride';
import { changedFields, isText } from './changedFields';
import { useProblemForm } from './useProblemForm';
import { useUnsavedGuard } from './useUnsavedGuard';

export interface SubmitContext {
  overrides: RuleOverride[];
  /** The same for every attempt while the typed values stay the same: nothing is created twice. */
  idempotencyKey: string;
}

interface Props<V extends object, R> {
  open: boolean;
  title: string;
  initialValues?: Partial<V>;
  submitLabel?: string;
  onSubmit: (values: V, context: SubmitContext) => Promise<R>;
  /** After success, with the answer; the drawer does not close itself. */
  onDone: (result: R) => void;
  onClose: () => void;
  /** Somebody else changed it meanwhile (412): load it anew. What was typed stays until then. */
  onReload?: () => void;
  /** Something beside the fields is not saved yet, e.g. a file on its way. */
  unsaved?: boolean;
  /** What else could be done after this refusal, e.g. another request with the same values. */
  remedy?: (problem: ApiProblem, values: V) => ReactNode;
  children: ReactNode | ((form: FormInstance<V>) => ReactNode);
  width?: number;
}

export function FormDrawer<V extends object, R>({
  open,
  title,
  initialValues,
  submitLabel,
  onSubmit,
  onDone,
  onClose,
  onReload,
  unsaved = false,
  remedy,
  children,
  width = 520,
}: Props<V, R>) {
  const { t } = useTranslation('components');
  const [form] = Form.useForm<V>();
  // Names the form, so that fields of two forms on one page never share an id.
  const formName = useId();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ problem: ApiProblem; values: V }>();
  const stale = refused?.problem.status === 412;
  // What the form was filled with, to tell what somebody else changed meanwhile.
  const base = useRef<Partial<V> | undefined>(undefined);
  const [reloading, setReloading] = useState(false);
  const key = useRef('');
  const problem = useProblemForm(form);
  const { withOverrides, overrideDialog } = useRuleOverride();
  const { confirmLeave } = useUnsavedGuard(open && (dirty || unsaved));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a form starts afresh when it opens, not when its caller renders
  useEffect(() => {
    if (!open) return;
    form.resetFields();
    if (initialValues)
      form.setFieldsValue(initialValues as Parameters<typeof form.setFieldsValue>[0]);
    key.current = idempotencyKey();
    base.current = initialValues;
    setDirty(false);
    setRefused(undefined);
    setReloading(false);
    problem.clear();
  }, [open]);

  // What somebody else changed comes in, each with a word at its field; what only this person typed stays.
  const latest = JSON.stringify(initialValues);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the latest values have arrived
  useEffect(() => {
    if (!reloading || latest === JSON.stringify(base.current)) return;
    const changed = changedFields(base.current, initialValues, form.getFieldsValue(true));
    form.setFields(
      changed.map(({ name, value, typed }) => ({
        name,
        value,
        warnings: [
          isText(typed) ? t('form.changed_from', { typed }) : t('form.changed_by_somebody'),
        ],
      })) as unknown as Parameters<typeof form.setFields>[0],
    );
    const first = changed[0];
    if (first) form.scrollToField(first.name as Parameters<typeof form.scrollToField>[0]);
    base.current = initialValues;
    setReloading(false);
  }, [latest, reloading]);

  const close = () =>
    confirmLeave(() => {
      setDirty(false);
      onClose();
    });

  const submit = async (values: V) => {
    setBusy(true);
    setRefused(undefined);
    problem.clear();
    try {
      const outcome = await withOverrides((overrides) =>
        onSubmit(values, { overrides, idempotencyKey: key.current }),
      );
      if (outcome.done) {
        // At once, before the caller goes elsewhere: nothing is unsaved any more, nothing to warn of.
        flushSync(() => setDirty(false));
        onDone(outcome.value);
      }
    } catch (error) {
      if (error instanceof ApiProblem) setRefused({ problem: error, values });
      problem.show(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Drawer
      open={open}
      title={title}
      size={width}
      onClose={close}
      forceRender
      mask={{ closable: false }}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      footer={
        <Flex justify="flex-end" gap={8}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {submitLabel ?? t('form.save')}
          </Button>
        </Flex>
      }
    >
      <Form<V>
        form={form}
        name={formName}
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        onFinish={submit}
        onValuesChange={() => {
          setDirty(true);
          key.current = idempotencyKey();
        }}
      >
        <Flex vertical gap={12} style={{ marginBottom: 12 }}>
          {problem.alert}
          {stale && onReload && (
            <Button
              onClick={() => {
                setRefused(undefined);
                problem.clear();
                setReloading(true);
                onReload();
              }}
            >
              {t('form.reload')}
            </Button>
          )}
          {refused && remedy?.(refused.problem, refused.values)}
        </Flex>
        {typeof children === 'function' ? children(form) : children}
        {/* Enter submits from any field, though the visible button stands in the footer. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </Form>
      {overrideDialog}
    </Drawer>
  );
}
