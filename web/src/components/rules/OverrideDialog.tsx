/** A `should` rule advises against it: shows the clause and asks for the reason, rule by rule. */
import { Alert, Form, Input, Modal } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleFinding, RuleOverride } from '@/lib/api/types';
import { RuleCard } from './RuleList';

interface Props {
  rules: readonly RuleFinding[];
  open: boolean;
  onConfirm: (overrides: RuleOverride[]) => void;
  onCancel: () => void;
}

export function OverrideDialog({ rules, open, onConfirm, onCancel }: Props) {
  const { t } = useTranslation('components');
  const [form] = Form.useForm<{ reasons: { reason: string }[] }>();
  // Names the form, so that fields of two forms on one page never share an id.
  const formName = useId();
  // The same rule may be broken twice (two classes): one reason answers for the rule.
  const once = rules.filter(
    (rule, at) => rules.findIndex((other) => other.rule === rule.rule) === at,
  );

  return (
    <Modal
      open={open}
      title={t('override.title')}
      okText={t('override.confirm')}
      cancelText={t('override.back')}
      onOk={() => form.submit()}
      onCancel={onCancel}
      width={640}
      destroyOnHidden
    >
      <Form
        form={form}
        name={formName}
        layout="vertical"
        preserve={false}
        onFinish={({ reasons }) =>
          onConfirm(
            once.map((finding, at) => ({
              rule: finding.rule,
              reason: reasons[at]?.reason.trim() ?? '',
            })),
          )
        }
      >
        <Alert type="warning" showIcon title={t('override.explain')} style={{ marginBottom: 16 }} />
        {once.map((finding, at) => (
          <div key={finding.rule}>
            {rules
              .filter((rule) => rule.rule === finding.rule)
              .map((rule) => (
                <RuleCard key={JSON.stringify(rule.actual)} finding={rule} />
              ))}
            <Form.Item
              name={['reasons', at, 'reason']}
              label={t('reason')}
              rules={[
                { required: true, whitespace: true, min: 4, max: 500, message: t('reason_rule') },
              ]}
            >
              <Input.TextArea rows={2} maxLength={500} showCount />
            </Form.Item>
          </div>
        ))}
      </Form>
    </Modal>
  );
}
