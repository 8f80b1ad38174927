/** A masked value that is shown for a while to whoever states a reason; the server records the reveal. */
import { EyeOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, Modal } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert';

/** Long enough to copy it, short enough for an unattended screen. */
const SHOWN_MS = 60_000;

interface Props {
  /** What it is, for the dialog's title and screen readers. */
  label: string;
  masked: string;
  /** Asks the server; resolves with the clear value. */
  onReveal: (reason: string) => Promise<string>;
  allowed?: boolean;
}

export function RevealField({ label, masked, onReveal, allowed = true }: Props) {
  const { t } = useTranslation('components');
  const [form] = Form.useForm<{ reason: string }>();
  // Names the form, so that fields of two forms on one page never share an id.
  const formName = useId();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [clear, setClear] = useState<string>();

  useEffect(() => {
    if (clear === undefined) return;
    const timer = window.setTimeout(() => setClear(undefined), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [clear]);

  const submit = async ({ reason }: { reason: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      setClear(await onReveal(reason.trim()));
      setAsking(false);
      form.resetFields();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Flex component="span" align="center" gap={4} wrap>
      <span style={{ fontVariantNumeric: 'tabular-nums' }}>{clear ?? masked}</span>
      {allowed && clear === undefined && (
        <Button
          type="link"
          size="small"
          icon={<EyeOutlined />}
          aria-label={t('reveal.show_label', { what: label })}
          onClick={() => setAsking(true)}
        >
          {t('reveal.show')}
        </Button>
      )}
      {clear !== undefined && (
        <Button type="link" size="small" onClick={() => setClear(undefined)}>
          {t('reveal.hide')}
        </Button>
      )}
      <Modal
        open={asking}
        title={t('reveal.title', { what: label })}
        okText={t('reveal.show')}
        cancelText={t('cancel')}
        confirmLoading={busy}
        onOk={() => form.submit()}
        onCancel={() => setAsking(false)}
        forceRender
      >
        <p>{t('reveal.explain')}</p>
        <Form form={form} name={formName} layout="vertical" onFinish={submit}>
          <Form.Item
            name="reason"
            label={t('reason')}
            rules={[
              { required: true, whitespace: true, min: 4, max: 200, message: t('reason_rule') },
            ]}
          >
            <Input.TextArea rows={3} maxLength={200} showCount />
          </Form.Item>
        </Form>
        <ProblemAlert error={error} />
      </Modal>
    </Flex>
  );
}
