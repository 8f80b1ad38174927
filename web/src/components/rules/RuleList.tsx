/** Broken rules, each with its clause, its limit and what the request has. */
import { Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RuleFinding } from '@/lib/api/types';
import { useDynamicText } from '@/lib/i18n/useDynamicText';

function plain(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function useRuleTitle() {
  const { text } = useDynamicText('rules');
  return (finding: RuleFinding) => text(finding.rule.replaceAll('.', '_'), finding.message);
}

export function RuleCard({ finding }: { finding: RuleFinding }) {
  const { t } = useTranslation('components');
  const title = useRuleTitle();
  return (
    <div>
      <strong>{title(finding)}</strong>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 3 }}
        items={[
          { key: 'clause', label: t('rule.clause'), children: finding.clause },
          { key: 'limit', label: t('rule.limit'), children: plain(finding.limit) },
          { key: 'actual', label: t('rule.actual'), children: plain(finding.actual) },
        ]}
      />
    </div>
  );
}

export function RuleList({ rules }: { rules: readonly RuleFinding[] }) {
  return (
    <Flex vertical gap={8}>
      {rules.map((finding) => (
        <RuleCard key={`${finding.rule}|${plain(finding.actual)}`} finding={finding} />
      ))}
    </Flex>
  );
}
