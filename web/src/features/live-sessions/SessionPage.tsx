/** One session: when and where, entering it, and who attended. */
import { EditOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Flex, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { SESSIONS, type Session } from '@/components/live/api';
import { JoinButton } from '@/components/live/JoinButton';
import { answered } from '@/lib/api/answered';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { AttendanceCard } from './AttendanceCard';
import { cancelSession, endSession, FILES, getPlan, getSession, PLANS } from './api';
import { FilesCard } from './FilesCard';
import { HoldForm } from './HoldForm';
import { SessionForm } from './SessionForm';
import { STATUS_TONE } from './states';

export default function SessionPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('live_sessions');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'change' | 'cancel' | 'hold'>();
  const key = [...SESSIONS, 'one', id];
  const {
    data: session,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getSession(id, signal) });
  const plan = useQuery({
    queryKey: [...PLANS, session?.class_kind, session?.class_id],
    queryFn: ({ signal }) => {
      const of = session as Session;
      return getPlan({ kind: of.class_kind, id: of.class_id }, {}, signal);
    },
    enabled: session?.manages === true,
  });
  const changed = async () => {
    await client.invalidateQueries({ queryKey: SESSIONS });
    await client.invalidateQueries({ queryKey: PLANS });
    await client.invalidateQueries({ queryKey: FILES });
  };
  const end = useMutation({
    mutationFn: (of: Session) => endSession(of),
    onError: (problem) => message.error(problemText(problem)),
    onSuccess: () => message.success(t('ended')),
    onSettled: changed,
  });

  if (error && !session) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!session) return <Skeleton active />;

  const opensLater = t('opens_later', { at: format.dateTime(session.opens_at) });
  const ahead = session.status === 'planned' || session.status === 'open';
  const keeps = session.manages && plan.data?.manages === true;
  return (
    <>
      <PageHeader
        title={session.title}
        intro={
          <StateTag tone={STATUS_TONE[session.status]}>{t(`status.${session.status}`)}</StateTag>
        }
        extra={
          <>
            {keeps && session.status !== 'cancelled' && (
              <Button icon={<EditOutlined />} onClick={() => setAsked('change')}>
                {t('change')}
              </Button>
            )}
            {keeps && ahead && (
              <Button danger onClick={() => setAsked('cancel')}>
                {t('cancel')}
              </Button>
            )}
            {keeps && session.status !== 'cancelled' && (
              <Button onClick={() => setAsked('hold')}>
                {session.status === 'held' ? t('hold_again') : t('hold')}
              </Button>
            )}
            {keeps && session.status === 'open' && (
              <Popconfirm
                title={t('end_question')}
                okText={t('end')}
                onConfirm={() => end.mutate(session)}
              >
                <Button type="primary" loading={end.isPending}>
                  {t('end')}
                </Button>
              </Popconfirm>
            )}
            {session.can_join && <JoinButton session={session} primary />}
          </>
        }
      />
      <Flex vertical gap={16}>
        {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {plan.error && <ProblemAlert error={plan.error} onRetry={() => void plan.refetch()} />}
        {session.remarks && (
          <Alert
            type={session.status === 'cancelled' ? 'warning' : 'info'}
            showIcon
            title={t('fields.remarks')}
            description={session.remarks}
          />
        )}
        <Card size="small">
          <Descriptions
            size="small"
            column={{ xs: 1, md: 2, xl: 3 }}
            items={[
              {
                key: 'class',
                label: t('fields.class'),
                children: (
                  <Link to={`/live-plans/${session.class_kind}/${session.class_id}`}>
                    {session.class_title}
                  </Link>
                ),
              },
              { key: 'host', label: t('fields.host'), children: session.host_name },
              {
                key: 'provider',
                label: t('fields.provider'),
                children: t(`providers.${session.provider}`),
              },
              {
                key: 'starts',
                label: t('fields.starts_at'),
                children: <DateTimeText value={session.starts_at} />,
              },
              {
                key: 'ends',
                label: t('fields.ends_at'),
                children: <DateTimeText value={session.ends_at} />,
              },
              { key: 'minutes', label: t('fields.minutes'), children: session.minutes },
              ...(session.status === 'held'
                ? [
                    {
                      key: 'actual',
                      label: t('fields.actual'),
                      children: (
                        <span>
                          <DateTimeText value={session.actual_start} /> –{' '}
                          <DateTimeText value={session.actual_end} />
                        </span>
                      ),
                    },
                    {
                      key: 'held',
                      label: t('fields.held_minutes'),
                      children: session.held_minutes ?? 0,
                    },
                  ]
                : []),
            ]}
          />
          {ahead && !session.can_join && <p style={{ marginTop: 12 }}>{opensLater}</p>}
        </Card>
        {session.status === 'held' && (
          <>
            <AttendanceCard session={session} editable={keeps} onChanged={changed} />
            {session.manages && (
              <FilesCard session={session} editable={keeps} onChanged={changed} />
            )}
          </>
        )}
        <Link to={`/live-plans/${session.class_kind}/${session.class_id}`}>{t('to_plan')}</Link>
      </Flex>

      <ReasonModal
        open={asked === 'cancel'}
        title={t('cancel_title', { title: session.title })}
        explain={t('cancel_explain')}
        okText={t('cancel')}
        danger
        onClose={() => setAsked(undefined)}
        onSubmit={async (reason) => {
          await answered(client, key, await cancelSession(session, reason));
          void message.success(t('cancelled'));
          await changed();
        }}
      />
      {plan.data && (
        <SessionForm
          open={asked === 'change'}
          plan={plan.data}
          session={session}
          onReload={() => void refetch()}
          onClose={() => setAsked(undefined)}
          onSaved={async () => {
            setAsked(undefined);
            void message.success(t('saved'));
            await changed();
          }}
        />
      )}
      <HoldForm
        open={asked === 'hold'}
        session={session}
        onReload={() => void refetch()}
        onClose={() => setAsked(undefined)}
        onSaved={async () => {
          setAsked(undefined);
          void message.success(t('saved'));
          await changed();
        }}
      />
    </>
  );
}
