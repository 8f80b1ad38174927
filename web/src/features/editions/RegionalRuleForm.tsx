/** Value, severity or both of a rule for one region. */
import { Form, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import { api, call, ifMatch } from '@/lib/api/client';
import { ReasonItem } from './ReasonItem';
import { RuleValueInput } from './RuleValue';
import { type Rule, SEVERITIES } from './words';

interface Values {
  region_code: string;
  value?: Rule['value'] | null;
  severity?: Rule['severity'] | 'as_country';
  reason: string;
}

interface Props {
  editionId: string;
  rule: Rule;
  /** What the region has now; empty for a region to choose; undefined is closed. */
  setting: Partial<Rule['regional'][number]> | undefined;
  onClose: () => void;
  onDone: () => void;
}

export function RegionalRuleForm({ editionId, rule, setting, onClose, onDone }: Props) {
  const { t } = useTranslation('editions');
  const { options } = useRegions();
  const known = setting?.region_code;
  return (
    <FormDrawer<Values, Rule>
      open={setting !== undefined}
      title={t('regional.add')}
      initialValues={{
        ...(known ? { region_code: known } : {}),
        value: setting?.value ?? null,
        severity: setting?.severity ?? 'as_country',
      }}
      onSubmit={({ region_code, value, severity, reason }) =>
        call(
          api.PUT('/api/v1/editions/{id}/rules/{rule}/regions/{region_code}', {
            params: {
              path: { id: editionId, rule: rule.rule, region_code },
              header: ifMatch(rule.version),
            },
            body: {
              ...(value === null || value === undefined ? {} : { value }),
              ...(severity && severity !== 'as_country' ? { severity } : {}),
              reason: reason.trim(),
            },
          }),
        )
      }
      onDone={onDone}
      onReload={onDone}
      onClose={onClose}
    >
      <Form.Item
        name="region_code"
        label={t('fields.region')}
        rules={[{ required: true, message: t('required') }]}
      >
        <Select
          disabled={known !== undefined}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
        />
      </Form.Item>
      <Form.Item name="value" label={t('fields.value')} extra={t('regional.value_hint')}>
        <RuleValueInput kind={rule.kind} />
      </Form.Item>
      <Form.Item name="severity" label={t('fields.severity')}>
        <Radio.Group
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
          options={[
            { value: 'as_country', label: t('regional.as_country') },
            ...SEVERITIES.map((value) => ({ value, label: t(`severity_long.${value}`) })),
          ]}
        />
      </Form.Item>
      <ReasonItem />
    </FormDrawer>
  );
}
