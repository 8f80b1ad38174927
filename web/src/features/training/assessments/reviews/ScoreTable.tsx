/** A rubric with what was given: a row a criterion, and the sum. Knows nothing of the server. */
import { Typography } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { sumOf } from './points';

export interface Criterion {
  code: string;
  title_zh: string;
  title_en: string;
  description: string;
  max: number;
}

interface Props {
  criteria: readonly Criterion[];
  scores: Readonly<Record<string, string | undefined>>;
  /** Where points are given instead of shown; `label` names the field. */
  field?: (criterion: Criterion, label: string) => ReactNode;
}

export function ScoreTable({ criteria, scores, field }: Props) {
  const { t, i18n } = useTranslation('assessments');
  const caption = useId();
  const titleOf = ({ title_zh, title_en }: Criterion) =>
    i18n.language.startsWith('zh') ? title_zh : title_en;
  const cell = {
    padding: '6px 4px',
    borderTop: '1px solid #e3e8ef',
    verticalAlign: 'top',
  } as const;
  return (
    <table aria-labelledby={caption} style={{ width: '100%', borderCollapse: 'collapse' }}>
      <caption id={caption} className="ox-visually-hidden">
        {t('rubric')}
      </caption>
      <thead>
        <tr>
          <th scope="col" style={{ ...cell, textAlign: 'start' }}>
            {t('fields.criterion')}
          </th>
          <th scope="col" style={{ ...cell, textAlign: 'end', width: 130 }}>
            {t('fields.points')}
          </th>
        </tr>
      </thead>
      <tbody>
        {criteria.map((criterion) => (
          <tr key={criterion.code}>
            <th scope="row" style={{ ...cell, textAlign: 'start', fontWeight: 'normal' }}>
              {titleOf(criterion)}
              <Typography.Text type="secondary" style={{ display: 'block', fontSize: 12 }}>
                {criterion.description}
              </Typography.Text>
            </th>
            <td style={{ ...cell, textAlign: 'end', fontVariantNumeric: 'tabular-nums' }}>
              {field ? (
                field(criterion, t('points_of', { title: titleOf(criterion), max: criterion.max }))
              ) : (
                <>
                  <Text value={scores[criterion.code]} /> / {criterion.max}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" style={{ ...cell, textAlign: 'start' }}>
            {t('fields.total')}
          </th>
          <td style={{ ...cell, textAlign: 'end' }}>
            <strong>{sumOf(criteria.map(({ code }) => scores[code]))}</strong> / 100
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
