/**
 * An attempt under way: one question at a time, every answer saved as it is given, the time that the server leaves, a look
 * over all questions before handing in.
 */
import { App, Button, Card, Checkbox, Flex, Progress, Radio, Typography } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { SaveState, type SaveStatus } from '@/components/display/SaveState';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { asProblem } from '@/lib/api/problem';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { AnswerQueue, type Given } from './answers';
import { putAnswer, type Sheet, type SheetQuestion, submitAttempt } from './api';
import { clockText, useSecondsLeft } from './useClock';

const RETRY_MS = 4000;
/** Sending again helps against these alone. */
const PASSING = new Set(['offline', 'overloaded', 'maintenance', 'internal', 'unreadable_answer']);
/** The last minutes are shown in red. */
const SHORT = 300;

interface Props {
  sheet: Sheet;
  /** It is over: handed in, or out of time. */
  onEnded: () => void;
}

function Question({
  question,
  answer,
  onAnswer,
}: {
  question: SheetQuestion;
  answer: readonly string[];
  onAnswer: (answer: string[]) => void;
}) {
  const { t } = useTranslation('tests');
  const options = question.options.map(({ key, text }) => ({
    value: key,
    label: <span style={{ whiteSpace: 'pre-wrap' }}>{text}</span>,
    style: { minHeight: 44, alignItems: 'center' },
  }));
  return (
    <>
      <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', fontSize: 16 }} id={question.id}>
        {question.stem}
      </Typography.Paragraph>
      {question.kind === 'multiple' ? (
        <>
          <Typography.Text type="secondary">{t('several')}</Typography.Text>
          <Checkbox.Group
            value={[...answer]}
            aria-labelledby={question.id}
            onChange={(next) => onAnswer(next as string[])}
            style={{ display: 'flex', flexDirection: 'column' }}
            options={options}
          />
        </>
      ) : (
        <Radio.Group
          value={answer[0] ?? null}
          aria-labelledby={question.id}
          onChange={(event) => onAnswer([event.target.value as string])}
          style={{ display: 'flex', flexDirection: 'column' }}
          options={options}
        />
      )}
    </>
  );
}

export function Player({ sheet, onEnded }: Props) {
  const { t } = useTranslation('tests');
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const { items } = sheet;
  const [given, setGiven] = useState<Given>(() =>
    Object.fromEntries(sheet.answers.map((one) => [one.question_id, one.answer])),
  );
  const [at, setAt] = useState(0);
  const [reviewing, setReviewing] = useState(false);
  const [status, setStatus] = useState<SaveStatus>(sheet.answers.length > 0 ? 'saved' : 'clean');
  const [refused, setRefused] = useState<unknown>();
  const ended = useRef(onEnded);
  ended.current = onEnded;
  const left = useSecondsLeft(sheet.deadline, sheet.now);

  const queue = useMemo(
    () =>
      new AnswerQueue({
        send: (question, answer) => putAnswer(sheet.id, question, answer),
        mayRetry: (error) => PASSING.has(asProblem(error).code),
        onChange: (progress, once) => setStatus(progress === 'saved' && !once ? 'clean' : progress),
        onRefused: (error) => {
          setRefused(error);
          ended.current();
        },
        pause: RETRY_MS,
      }),
    [sheet.id],
  );
  useEffect(() => () => queue.stop(), [queue]);
  useUnsavedGuard(status === 'saving' || status === 'failed');

  // The server has the last word on what came in time.
  useEffect(() => {
    if (left > 0) return;
    const timer = window.setTimeout(() => ended.current(), 1500);
    return () => window.clearTimeout(timer);
  }, [left]);

  const answer = (question: SheetQuestion, next: string[]) => {
    setGiven((before) => ({ ...before, [question.id]: next }));
    queue.give(question.id, next);
  };
  const answered = items.filter(({ id }) => (given[id]?.length ?? 0) > 0).length;
  const open = items.length - answered;

  const submit = () =>
    modal.confirm({
      title: t('submit_title'),
      content: open > 0 ? t('submit_open', { count: open }) : t('submit_all'),
      okText: t('submit'),
      onOk: async () => {
        if (queue.pending > 0) {
          queue.retry();
          void message.warning(t('not_saved_yet'));
          return;
        }
        try {
          const done = await submitAttempt(sheet.id);
          queue.stop();
          setStatus('clean');
          void message.success(
            t('submitted', { score: ((done.score_hundredths ?? 0) / 100).toFixed(2) }),
          );
        } catch (problem) {
          void message.error(problemText(problem));
        }
        ended.current();
      },
    });

  const question = items[at];
  return (
    <Flex vertical gap={12}>
      <Flex
        wrap
        gap={12}
        align="center"
        justify="space-between"
        style={{
          position: 'sticky',
          top: 0,
          zIndex: 2,
          padding: '8px 0',
          background: 'var(--ant-color-bg-layout, #f5f5f5)',
        }}
      >
        <Typography.Text strong type={left <= SHORT ? 'danger' : undefined} role="timer">
          {t('time_left', { time: clockText(left) })}
        </Typography.Text>
        <SaveState status={status} onRetry={() => queue.retry()} />
        <span style={{ flexBasis: '100%' }}>
          <Progress
            percent={Math.round((answered / Math.max(1, items.length)) * 100)}
            format={() => t('answered_of', { answered, of: items.length })}
            aria-label={t('answered_of', { answered, of: items.length })}
          />
        </span>
      </Flex>
      {refused !== undefined && <ProblemAlert error={refused} />}
      {reviewing || !question ? (
        <Card size="small" title={t('review')}>
          <Typography.Paragraph>
            {open > 0 ? t('review_open', { count: open }) : t('review_all')}
          </Typography.Paragraph>
          <Flex wrap gap={8} component="ol" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
            {items.map(({ id }, index) => {
              const done = (given[id]?.length ?? 0) > 0;
              return (
                <li key={id}>
                  <Button
                    type={done ? 'primary' : 'dashed'}
                    ghost={done}
                    danger={!done}
                    style={{ minWidth: 48, minHeight: 44 }}
                    aria-label={t(done ? 'go_answered' : 'go_open', { no: index + 1 })}
                    onClick={() => {
                      setAt(index);
                      setReviewing(false);
                    }}
                  >
                    {index + 1}
                  </Button>
                </li>
              );
            })}
          </Flex>
          <Flex gap={8} style={{ marginTop: 16 }}>
            <Button onClick={() => setReviewing(false)}>{t('go_on')}</Button>
            <Button type="primary" onClick={submit}>
              {t('submit')}
            </Button>
          </Flex>
        </Card>
      ) : (
        <Card
          size="small"
          title={t('question_of', { no: at + 1, of: items.length })}
          extra={t('points', { points: question.points_hundredths / 100 })}
        >
          <Question
            key={question.id}
            question={question}
            answer={given[question.id] ?? []}
            onAnswer={(next) => answer(question, next)}
          />
          <Flex wrap gap={8} style={{ marginTop: 16 }}>
            <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
              {t('previous')}
            </Button>
            {at < items.length - 1 ? (
              <Button type="primary" onClick={() => setAt(at + 1)}>
                {t('next')}
              </Button>
            ) : (
              <Button type="primary" onClick={() => setReviewing(true)}>
                {t('review')}
              </Button>
            )}
            {at < items.length - 1 && (
              <Button type="link" onClick={() => setReviewing(true)}>
                {t('review')}
              </Button>
            )}
          </Flex>
        </Card>
      )}
    </Flex>
  );
}
