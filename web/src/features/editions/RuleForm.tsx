/** Value and severity of a rule for the whole country. */
import { Descriptions, Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, ifMatch } from '@/lib/api/client';
import { ReasonItem } from './ReasonItem';
import { RuleValueInput } from './RuleValue';
import { type Rule, SEVERITIES } from './words';

interface Values {
  value: Rule['value'];
  severity: Rule['severity'];
  reason: string;
}

interface Props {
  editionId: string;
  rule: Rule | undefined;
  onClose: () => void;
  onDone: () => void;
}

export function RuleForm({ editionId, rule, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation('editions');
  return (
    <FormDrawer<Values, Rule>
      open={rule !== undefined}
      title={t('rules.edit_title')}
      {...(rule ? { initialValues: { value: rule.value, severity: rule.severity } } : {})}
      onSubmit={({ value, severity, reason }) =>
        call(
          api.PUT('/api/v1/editions/{id}/rules/{rule}', {
            params: {
              path: { id: editionId, rule: rule?.rule ?? '' },
              header: ifMatch(rule?.version ?? 0),
            },
            body: { value, severity, reason: reason.trim() },
          }),
        )
      }
      onDone={onDone}
      onReload={onDone}
      onClose={onClose}
    >
      {rule && (
        <Descriptions
          size="small"
          column={1}
          style={{ marginBottom: 16 }}
          items={[
            {
              key: 'rule',
              label: t('fields.rule'),
              children: i18n.language === 'en' ? rule.title_en : rule.title_zh,
            },
            { key: 'clause', label: t('fields.clause'), children: rule.clause || t('no_clause') },
          ]}
        />
      )}
      <Form.Item
        name="value"
        label={t('fields.value')}
        rules={[{ required: true, message: t('required') }]}
      >
        <RuleValueInput kind={rule?.kind ?? 'int'} />
      </Form.Item>
      <Form.Item name="severity" label={t('fields.severity')} rules={[{ required: true }]}>
        <Radio.Group
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
          options={SEVERITIES.map((value) => ({ value, label: t(`severity_long.${value}`) }))}
        />
      </Form.Item>
      <ReasonItem />
    </FormDrawer>
  );
}
