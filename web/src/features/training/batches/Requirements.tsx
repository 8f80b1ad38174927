/** What the rules of the edition ask of the classes of a batch, beside what the batch has for it. */
import { useQuery } from '@tanstack/react-query';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import type { Batch } from '../api';

const SHOWN = [
  'training_class.size_min',
  'training_class.size_max',
  'training_class.min_trainers',
  'training_class.min_live_hours',
] as const;

export function Requirements({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation('training');
  const format = useFormat();
  // A batch of one region is ruled by what holds there.
  const [region] = batch.region_codes.length === 1 ? batch.region_codes : [];
  const { data, error, refetch } = useQuery({
    queryKey: ['editions', batch.edition_id, 'rules', region],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/rules', {
          params: {
            path: { id: batch.edition_id },
            query: region ? { region_code: region } : {},
          },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
  const actual: Partial<Record<string, { have: number; text: string }>> = {
    'training_class.min_trainers': {
      have: batch.trainers.length,
      text: t('has_trainers', { count: batch.trainers.length }),
    },
    'training_class.min_live_hours': {
      have: batch.planned_hours,
      text: t('has_hours', { hours: format.number(batch.planned_hours) }),
    },
  };
  const rules = SHOWN.flatMap((id) => data?.items.find(({ rule }) => rule === id) ?? []);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (rules.length === 0) return null;
  return (
    <Card size="small" title={t('requirements')}>
      <Flex vertical gap={8} component="ul" style={{ margin: 0, paddingInlineStart: 16 }}>
        {rules.map((rule) => {
          const has = actual[rule.rule];
          return (
            <li key={rule.rule}>
              {t('requirement', {
                title: i18n.language === 'en' ? rule.title_en : rule.title_zh,
                clause: rule.clause || t('assumption'),
                value: String(rule.value),
                severity: t(`severity.${rule.severity}`),
              })}
              {has && (
                <>
                  {' '}
                  {has.have < Number(rule.value) ? (
                    <StateTag tone="warn">{has.text}</StateTag>
                  ) : (
                    <span>{has.text}</span>
                  )}
                </>
              )}
            </li>
          );
        })}
      </Flex>
    </Card>
  );
}
