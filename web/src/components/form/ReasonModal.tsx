/**
 * Asks for the reason of a decision and takes the decision: what was typed stays when the server refuses,
 * and rules that advise against it ask for theirs.
 */
import { Form, Input, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleOverride } from '@/lib/api/types';
import { ProblemAlert } from '../display/ProblemAlert';
import { useRuleOverride } from '../rules/useRuleOverride';

const MAX = 500;

interface Props {
  open: boolean;
  title: string;
  okText: string;
  danger?: boolean;
  /** What happens then. */
  explain?: ReactNode;
  /** "Reason" unless told, e.g. "Remarks". */
  label?: string;
  required?: boolean;
  /** Whether it asks at all: of a step that keeps no reason none is asked for. */
  asks?: boolean;
  /** Resolves when it is done; the dialog then closes. */
  onSubmit: (reason: string, overrides: RuleOverride[]) => Promise<unknown>;
  onClose: () => void;
}

export function ReasonModal({
  open,
  title,
  okText,
  danger = false,
  explain,
  label,
  required = true,
  asks = true,
  onSubmit,
  onClose,
}: Props) {
  const { t } = useTranslation('components');
  const [form] = Form.useForm<{ reason?: string }>();
  // Names the form, so that fields of two forms on one page never share an id.
  const formName = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { withOverrides, overrideDialog } = useRuleOverride();

  const close = () => {
    setError(undefined);
    form.resetFields();
    onClose();
  };

  const submit = async ({ reason = '' }: { reason?: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      const outcome = await withOverrides((overrides) => onSubmit(reason.trim(), overrides));
      if (outcome.done) close();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Modal
        open={open}
        title={title}
        okText={okText}
        cancelText={t('cancel')}
        confirmLoading={busy}
        okButtonProps={{ danger }}
        onOk={() => form.submit()}
        onCancel={close}
        forceRender
      >
        {explain && <p>{explain}</p>}
        <Form form={form} name={formName} layout="vertical" onFinish={submit}>
          {asks && (
            <Form.Item
              name="reason"
              label={label ?? t('reason')}
              rules={
                required
                  ? [{ required: true, whitespace: true, min: 4, message: t('reason_rule') }]
                  : []
              }
            >
              <Input.TextArea rows={3} maxLength={MAX} showCount />
            </Form.Item>
          )}
        </Form>
        <ProblemAlert error={error} />
      </Modal>
      {overrideDialog}
    </>
  );
}
