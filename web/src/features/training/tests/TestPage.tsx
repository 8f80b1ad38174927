/** A participant's test: what it is, how far one is, the attempt to go on with, and what came of it. Made for a phone. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Skeleton, Typography } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { idempotencyKey } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { getSheet, getTest, listAttempts, scoreText, startAttempt, TESTS } from './api';
import { Player } from './Player';

export default function TestPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('tests');
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const client = useQueryClient();
  const startKey = useRef(idempotencyKey());
  const testKey = [...TESTS, 'one', id];
  const {
    data: test,
    error,
    refetch,
  } = useQuery({ queryKey: testKey, queryFn: ({ signal }) => getTest(id, signal) });
  const open = test?.mine?.open_attempt_id;
  const sheet = useQuery({
    queryKey: [...TESTS, 'sheet', open],
    queryFn: ({ signal }) => getSheet(open ?? '', signal),
    enabled: open !== undefined && open !== null,
    // What is typed here is the newest; what the server has is read when the page is opened.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const past = useQuery({
    queryKey: [...TESTS, 'attempts', id, 'mine'],
    queryFn: ({ signal }) => listAttempts(id, { limit: 20 }, signal),
    enabled: test !== undefined && !open,
  });

  if (error && !test) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!test) return <Skeleton active />;
  const again = () => client.invalidateQueries({ queryKey: TESTS });

  if (open) {
    return (
      <>
        <PageHeader title={t('test')} intro={test.batch_title} />
        {/* The attempt may have ended meanwhile: then the test says so. */}
        {sheet.error && <ProblemAlert error={sheet.error} onRetry={() => void again()} />}
        {!sheet.data && !sheet.error && <Skeleton active />}
        {sheet.data && <Player key={sheet.data.id} sheet={sheet.data} onEnded={again} />}
      </>
    );
  }

  const { mine, paper } = test;
  const left = Math.max(0, test.max_attempts - (mine?.attempts_used ?? 0));
  const start = () =>
    modal.confirm({
      title: t('start_title'),
      content: t('start_explain', { minutes: paper.time_limit_minutes }),
      okText: t('start'),
      onOk: () =>
        startAttempt(id, startKey.current).then(
          (begun) => {
            startKey.current = idempotencyKey();
            client.setQueryData([...TESTS, 'sheet', begun.id], begun);
            return client.invalidateQueries({ queryKey: testKey });
          },
          (problem: unknown) => {
            void message.error(problemText(problem));
            return again();
          },
        ),
    });
  return (
    <>
      <PageHeader title={t('test')} intro={test.batch_title} />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Flex vertical gap={12}>
        <Card size="small" title={paper.title}>
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2 }}
            items={[
              {
                key: 'questions',
                label: t('fields.questions'),
                children: format.number(paper.questions),
              },
              {
                key: 'limit',
                label: t('fields.time_limit'),
                children: t('minutes', { count: paper.time_limit_minutes }),
              },
              {
                key: 'opens_at',
                label: t('fields.opens_at'),
                children: <DateTimeText value={test.opens_at} />,
              },
              {
                key: 'closes_at',
                label: t('fields.closes_at'),
                children: <DateTimeText value={test.closes_at} />,
              },
              {
                key: 'left',
                label: t('fields.attempts_left'),
                children: t('left_of', { left, of: test.max_attempts }),
              },
              ...(mine?.best_hundredths === undefined || mine.best_hundredths === null
                ? []
                : [
                    {
                      key: 'best',
                      label: t('fields.best'),
                      children: <strong>{scoreText(mine.best_hundredths)}</strong>,
                    },
                  ]),
            ]}
          />
          <Typography.Paragraph type="secondary">{t('rules')}</Typography.Paragraph>
          {mine?.may_start ? (
            <Button type="primary" size="large" block onClick={start}>
              {left === test.max_attempts ? t('start') : t('start_again')}
            </Button>
          ) : (
            <Typography.Text>{t(whyNot(test, left))}</Typography.Text>
          )}
        </Card>
        {past.error && <ProblemAlert error={past.error} onRetry={() => void past.refetch()} />}
        {(past.data?.items.length ?? 0) > 0 && (
          <Card size="small" title={t('my_attempts')}>
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {past.data?.items.map((one) => (
                <li key={one.id}>
                  {t('my_attempt', {
                    no: one.no,
                    status: t(`status.${one.status}`),
                    score:
                      one.score_hundredths === undefined || one.score_hundredths === null
                        ? '–'
                        : scoreText(one.score_hundredths),
                  })}
                </li>
              ))}
            </ul>
          </Card>
        )}
        <Link to="/my-training">{t('to_my_training')}</Link>
      </Flex>
    </>
  );
}

/** Why no attempt may begin. */
function whyNot(
  test: { opens_at: string; closes_at: string; now: string },
  left: number,
): 'not_open_yet' | 'closed' | 'used_up' | 'not_in_class' {
  const now = Date.parse(test.now);
  if (now < Date.parse(test.opens_at)) return 'not_open_yet';
  if (now >= Date.parse(test.closes_at)) return 'closed';
  return left <= 0 ? 'used_up' : 'not_in_class';
}
