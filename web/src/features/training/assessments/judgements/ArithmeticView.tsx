/** The arithmetic of a judgement: the three parts with their shares, where each comes from, and the sum. */
import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useFormat } from '@/lib/format/useFormat';
import type { Arithmetic } from '../api';

const shareOf = (share: readonly number[] | null | undefined): number | undefined => {
  const [part, whole] = share ?? [];
  return part !== undefined && whole ? part / whole : undefined;
};

/** Where the learning record comes from. */
function Learning({ learning }: { learning: Arithmetic['learning'] }) {
  const { t } = useTranslation('assessments');
  const format = useFormat();
  return (
    <ul style={{ margin: 0, paddingInlineStart: 16 }}>
      {learning.sources.map((source) => {
        const share = shareOf(source.share);
        const counted = t(`sources.${source.key}`, {
          done: format.number(source.done),
          of: format.number(source.of),
        });
        return (
          <li key={source.key}>
            {counted}
            {source.score !== undefined && source.score !== null && share !== undefined
              ? t('source_score', { score: source.score, share: format.percent(share) })
              : t('source_none')}
          </li>
        );
      })}
      {!learning.complete && <li>{t('learning_running')}</li>}
    </ul>
  );
}

function Test({ test }: { test: Arithmetic['test'] }) {
  const { t } = useTranslation('assessments');
  return (
    <>
      {test.attempts.length === 0
        ? t('no_attempts')
        : t('attempts', { scores: test.attempts.join(t('and')) })}
      {!test.complete && test.attempts.length > 0 && <div>{t('test_running')}</div>}
    </>
  );
}

function Design({ design }: { design: Arithmetic['design'] }) {
  const { t } = useTranslation('assessments');
  if (design.reviews.length === 0) return t('no_reviews');
  const said = design.reviews.map(({ slot, total }) => t(`expert_score.${slot as 1}`, { total }));
  return (
    <>
      {said.join(t('and'))}
      <div>
        {t(`design_state.${design.state}`, {
          difference: design.difference ?? '0',
          threshold: design.threshold,
        })}
      </div>
    </>
  );
}

export function ArithmeticView({ arithmetic }: { arithmetic: Arithmetic }) {
  const { t } = useTranslation('assessments');
  const format = useFormat();
  const from: Record<string, ReactNode> = {
    learning_record: <Learning learning={arithmetic.learning} />,
    online_test: <Test test={arithmetic.test} />,
    teaching_design: <Design design={arithmetic.design} />,
  };
  const shown: Record<string, string | null | undefined> = {
    learning_record: arithmetic.learning.score,
    online_test: arithmetic.test.score,
    teaching_design: arithmetic.design.score,
  };
  const sum = arithmetic.parts
    .map(({ share, score }) => {
      const part = shareOf(share);
      return part === undefined || !score ? '' : `${format.percent(part)} × ${score}`;
    })
    .filter(Boolean)
    .join(' + ');
  return (
    <Flex vertical gap={8}>
      {arithmetic.parts.map(({ part, score, weight }) => (
        <section key={part} aria-label={t(`parts.${part}`)}>
          <Flex wrap gap={8} align="baseline">
            <strong>{t(`parts.${part}`)}</strong>
            <Typography.Text type="secondary">{t('weight', { weight })}</Typography.Text>
            <span style={{ marginInlineStart: 'auto', fontVariantNumeric: 'tabular-nums' }}>
              {score ? (
                <strong>{score}</strong>
              ) : (
                <StateTag tone="warn">
                  {shown[part] ? t('provisional', { score: shown[part] }) : t('missing')}
                </StateTag>
              )}
            </span>
          </Flex>
          <div style={{ color: 'rgba(0, 0, 0, 0.65)' }}>{from[part]}</div>
        </section>
      ))}
      <Flex wrap gap={8} align="baseline" style={{ borderTop: '1px solid #e3e8ef', paddingTop: 8 }}>
        <strong>{t('composite')}</strong>
        <Typography.Text type="secondary">{sum || t('composite_none')}</Typography.Text>
        <strong style={{ marginInlineStart: 'auto', fontSize: 18 }}>
          <Text value={arithmetic.composite} />
        </strong>
      </Flex>
      <Typography.Text type="secondary">
        {t('pass_mark', { mark: arithmetic.pass_mark })}
      </Typography.Text>
    </Flex>
  );
}
