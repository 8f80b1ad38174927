/** A participant's guidance: when it was last given, what they asked, and asking. */
import { QuestionCircleOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import type { Enrolment } from '../api';
import { ask, GUIDANCE, listRequests, listStanding, type Request, withdraw } from '../guidance/api';
import { RequestState } from '../guidance/RequestState';

/** So many questions are shown at first. */
const SHOWN = 5;

function Question({
  request,
  busy,
  onWithdraw,
}: {
  request: Request;
  busy: boolean;
  onWithdraw?: () => void;
}) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { answer } = request;
  return (
    <Flex vertical gap={4} component="li" align="start">
      <RequestState request={request} />
      <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{request.question}</div>
      {request.status === 'open' && (
        <Typography.Text type="secondary">
          {t('guidance.answer_until', { at: format.dateTime(request.due_at) })}
        </Typography.Text>
      )}
      {answer && (
        <>
          <Typography.Text type="secondary">
            {t('guidance.answered_by', {
              name: answer.by.name,
              kind: t(`guidance.kinds.${answer.kind}`),
              minutes: format.number(answer.minutes),
              at: format.dateTime(answer.answered_at),
            })}
          </Typography.Text>
          {answer.note && (
            <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{answer.note}</div>
          )}
        </>
      )}
      {onWithdraw && (
        <Button size="small" loading={busy} onClick={onWithdraw}>
          {t('guidance.withdraw')}
        </Button>
      )}
    </Flex>
  );
}

export function MyGuidance({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const standing = useQuery({
    queryKey: [...GUIDANCE, 'overview', 'mine'],
    queryFn: ({ signal }) => listStanding({ limit: 200 }, signal),
  });
  const requests = useInfiniteQuery({
    queryKey: [...GUIDANCE, 'requests', 'mine', enrolment.id],
    queryFn: ({ pageParam: cursor, signal }) =>
      listRequests({ enrolment_id: enrolment.id, limit: SHOWN, cursor }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const own = standing.data?.items.find((row) => row.participant.enrolment_id === enrolment.id);
  const asked = requests.data?.pages.flatMap(({ items }) => items) ?? [];
  const refresh = () => client.invalidateQueries({ queryKey: GUIDANCE });
  const takeBack = useMutation({
    mutationFn: (request: Request) => withdraw(request),
    onError: (problem) => message.error(problemText(problem)),
    onSettled: refresh,
  });
  const error = standing.error ?? requests.error;
  // Outside a class that runs there is nothing to ask, and without a question nothing to show.
  if (standing.data && requests.data && !own && asked.length === 0) return null;
  return (
    <Card
      size="small"
      title={t('guidance.mine')}
      extra={
        own &&
        !own.open_request && (
          <Button type="primary" icon={<QuestionCircleOutlined />} onClick={() => setAsking(true)}>
            {t('guidance.ask')}
          </Button>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refresh()} />}
      {(standing.isPending || requests.isPending) && !error && <Skeleton active />}
      {own && (
        <p>
          {own.last ? (
            <>
              {t('guidance.last_was')} <DateTimeText value={own.last.given_at} /> ·{' '}
              {own.last.by.name}
              {t('guidance.sum', {
                times: format.number(own.times),
                minutes: format.number(own.minutes),
              })}
            </>
          ) : (
            t('guidance.none_yet')
          )}
        </p>
      )}
      <Flex vertical gap={12} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {asked.map((request) => (
          <Question
            key={request.id}
            request={request}
            busy={takeBack.isPending}
            {...(request.status === 'open' ? { onWithdraw: () => takeBack.mutate(request) } : {})}
          />
        ))}
      </Flex>
      {requests.hasNextPage && (
        <Button
          block
          loading={requests.isFetchingNextPage}
          onClick={() => void requests.fetchNextPage()}
          style={{ marginTop: 12 }}
        >
          {t('more')}
        </Button>
      )}
      <FormDrawer<{ question: string }, Request>
        open={asking}
        title={t('guidance.ask')}
        submitLabel={t('guidance.send')}
        onSubmit={({ question }, { idempotencyKey }) =>
          ask(enrolment.id, question.trim(), idempotencyKey)
        }
        onDone={async () => {
          setAsking(false);
          void message.success(t('guidance.sent'));
          await refresh();
        }}
        onClose={() => setAsking(false)}
      >
        <p>{t('guidance.ask_hint')}</p>
        <Form.Item
          name="question"
          label={t('guidance.fields.question')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input.TextArea rows={6} maxLength={2000} showCount />
        </Form.Item>
      </FormDrawer>
    </Card>
  );
}
