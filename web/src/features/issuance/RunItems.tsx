/** The people of a run by outcome: who gets it and with which scores, who does not and why, who has it already. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { Unprintable } from '@/components/display/Unprintable';
import { WideTable } from '@/components/display/WideTable';
import { ExportButton } from '@/components/list/ExportButton';
import { api, call } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { OUTCOME_TONE, OUTCOMES, RUNS, type Run, type RunItem } from './words';

interface Props {
  runId: string;
  editionId: string;
  basis: Run['basis'];
  counts: Partial<Record<RunItem['outcome'], number>>;
  issued: boolean;
  number: (value: number) => string;
}

export function RunItems({ runId, editionId, basis, counts, issued, number }: Props) {
  const { t, i18n } = useTranslation('issuance');
  const { text } = useDynamicText('issuance');
  const [chosen, setOutcome] = useState<RunItem['outcome']>();
  const shown = OUTCOMES.filter((one) => (issued ? one !== 'eligible' : one !== 'issued'));
  // What was chosen may be there no more: once issued, nobody is merely eligible.
  const usual = issued ? 'issued' : 'eligible';
  const outcome = chosen && shown.includes(chosen) ? chosen : usual;
  const [trail, setTrail] = useState<string[]>([]);
  const cursor = trail.at(-1);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...RUNS, runId, 'items', outcome, cursor],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/issuance-runs/{id}/items', {
          params: {
            path: { id: runId },
            query: { outcome, limit: 50, ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const { data: subjects } = useQuery({
    queryKey: ['editions', editionId, 'subjects'],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/subjects', {
          params: { path: { id: editionId } },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
  const subjectTitle = (code: string) => {
    const found = subjects?.items.find((subject) => subject.code === code);
    return (i18n.language === 'en' ? found?.title_en : found?.title_zh) ?? code;
  };
  // A certificate of teacher training says no scores.
  const scored = basis !== 'training' && (outcome === 'eligible' || outcome === 'issued');
  // Of those who would get one: why they would get none any more.
  const doubted = outcome === 'eligible' && data?.items.some((item) => item.reasons.length > 0);
  const reasons = (item: RunItem) => (
    <ul style={{ margin: 0, paddingInlineStart: 16 }}>
      {item.reasons.map((reason) => (
        <li key={`${reason.subject}|${reason.status}|${reason.detail}`}>
          {reason.subject && `${text(`part.${reason.subject}`, subjectTitle(reason.subject))}: `}
          {text(`reason.${reason.status}`, reason.status)} {reason.score}
          {reason.detail && <Unprintable detail={reason.detail} />}
        </li>
      ))}
    </ul>
  );
  const scores = (item: RunItem) =>
    item.subjects.length === 0 ? (
      <Text value={null} />
    ) : (
      <Flex wrap gap="2px 16px">
        {item.subjects.map(({ subject, score }) => (
          <span key={subject}>
            {subjectTitle(subject)} <strong>{score}</strong>
          </span>
        ))}
      </Flex>
    );

  return (
    <Card
      size="small"
      title={t('items.title')}
      extra={
        <ExportButton
          path={`/api/v1/issuance-runs/${runId}/items/export.xlsx`}
          query={{ outcome }}
          fallbackName="issuance-items.xlsx"
        />
      }
    >
      <Segmented<RunItem['outcome']>
        aria-label={t('items.outcome')}
        value={outcome}
        onChange={(next) => {
          setOutcome(next);
          setTrail([]);
        }}
        options={shown.map((one) => ({
          value: one,
          label:
            counts[one] === undefined
              ? t(`outcome.${one}`)
              : `${t(`outcome.${one}`)} ${number(counts[one])}`,
        }))}
        style={{ marginBottom: 12, maxWidth: '100%', overflowX: 'auto' }}
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <WideTable<RunItem>
        label={t('items.title')}
        size="small"
        rowKey="id"
        loading={isFetching}
        dataSource={data?.items ?? []}
        pagination={false}
        locale={{ emptyText: t(`items.none_${outcome}`) }}
        columns={[
          { title: t('items.name'), key: 'name', render: (_, item) => item.holder.name },
          {
            title: t(basis === 'training' ? 'items.staff_no' : 'items.number'),
            key: 'number',
            render: (_, item) => item.holder.code,
          },
          {
            title: t('fields.institution'),
            key: 'institution',
            render: (_, item) => item.institution.name,
          },
          ...(scored
            ? [
                {
                  title: t('items.scores'),
                  key: 'scores',
                  render: (_: unknown, item: RunItem) => scores(item),
                },
              ]
            : []),
          ...(outcome === 'ineligible' || doubted
            ? [
                {
                  title: t('items.why'),
                  key: 'why',
                  render: (_: unknown, item: RunItem) => reasons(item),
                },
              ]
            : []),
          ...(outcome === 'issued' || outcome === 'already_held'
            ? [
                {
                  title: t('items.certificate'),
                  key: 'certificate',
                  render: (_: unknown, item: RunItem) =>
                    item.certificate_id && item.certificate_number ? (
                      <Link to={`/certificates/${item.certificate_id}`}>
                        {groupNumber(item.certificate_number)}
                      </Link>
                    ) : (
                      <Text value={null} />
                    ),
                },
              ]
            : []),
          {
            title: t('items.outcome'),
            key: 'outcome',
            render: (_, item) =>
              item.outcome === 'eligible' && item.reasons.length > 0 ? (
                <StateTag tone="warn">{t('items.drops_out')}</StateTag>
              ) : (
                <StateTag tone={OUTCOME_TONE[item.outcome]}>
                  {t(`outcome.${item.outcome}`)}
                </StateTag>
              ),
          },
        ]}
      />
      {(trail.length > 0 || data?.next) && (
        <Flex justify="flex-end" gap={8} style={{ marginTop: 12 }}>
          <Button disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
            {t('previous')}
          </Button>
          <Button
            disabled={!data?.next}
            onClick={() => data?.next && setTrail([...trail, data.next])}
          >
            {t('next')}
          </Button>
        </Flex>
      )}
    </Card>
  );
}
