/** The plan of a class: its hours against the rule, its week, and sessions to be planned in it. */
import { PlusOutlined, ThunderboltOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { type ClassKind, SESSIONS, type Session, sessionsOf } from '@/components/live/api';
import { HoursBar } from '@/components/live/HoursBar';
import { WeekGrid, type WeekItem } from '@/components/week/WeekGrid';
import { instantAt, mondayOf } from '@/components/week/week';
import { localOf } from '@/lib/format/local';
import { useSession } from '@/lib/session/store';
import { getPlan, PLANS, type Plan, type Preview } from './api';
import { FillForm } from './FillForm';
import { SessionForm } from './SessionForm';

const LOOK: Record<Session['status'], WeekItem['look']> = {
  planned: 'own',
  open: 'own',
  held: 'done',
  cancelled: 'gone',
};

/** The week to begin with: that of the next session, or of the class's first day. */
function firstWeek(plan: Plan, sessions: readonly Session[]): string {
  const next = sessions.find(({ status }) => status === 'planned' || status === 'open');
  const day = localOf(next?.starts_at)?.slice(0, 10) ?? plan.days[0]?.from;
  return mondayOf(day ?? localOf(new Date().toISOString())?.slice(0, 10) ?? '');
}

export default function PlanPage() {
  const { kind = 'training_class', id = '' } = useParams() as { kind?: ClassKind; id?: string };
  const { t } = useTranslation('live_sessions');
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { grant } = useSession();
  const [monday, setMonday] = useState<string>();
  const [time, setTime] = useState<{ start: string; end: string }>();
  const [adding, setAdding] = useState(false);
  const [filling, setFilling] = useState(false);
  const [preview, setPreview] = useState<Preview>();
  const plan = useQuery({
    queryKey: [...PLANS, kind, id],
    queryFn: ({ signal }) => getPlan({ kind, id }, {}, signal),
  });
  const sessions = useQuery({
    queryKey: [...SESSIONS, 'of', kind, id],
    queryFn: ({ signal }) => sessionsOf(kind, id, signal),
  });

  if (plan.error && !plan.data) {
    return <PageProblem error={plan.error} onRetry={() => void plan.refetch()} />;
  }
  if (!plan.data || !sessions.data) {
    return sessions.error ? (
      <PageProblem error={sessions.error} onRetry={() => void sessions.refetch()} />
    ) : (
      <Skeleton active />
    );
  }

  const data = plan.data;
  const week = monday ?? firstWeek(data, sessions.data);
  const firstDay = data.days[0]?.from;
  const changed = async () => {
    await client.invalidateQueries({ queryKey: PLANS });
    await client.invalidateQueries({ queryKey: SESSIONS });
  };
  const allowed = (day: string) =>
    data.days.length === 0 || data.days.some(({ from, until }) => from <= day && day <= until);
  const items: WeekItem[] = [
    ...sessions.data.map((session) => ({
      key: session.id,
      start: session.starts_at,
      end: session.ends_at,
      label: session.title,
      detail: session.host_name,
      look: LOOK[session.status],
    })),
    ...(preview?.sessions ?? []).map((proposed) => ({
      key: `p-${proposed.starts_at}`,
      start: proposed.starts_at,
      end: proposed.ends_at,
      label: t('proposed'),
      look: 'proposed' as const,
    })),
  ];

  return (
    <>
      <PageHeader
        title={t('plan_of', { title: data.title })}
        extra={
          data.manages && (
            <>
              <Button icon={<ThunderboltOutlined />} onClick={() => setFilling(true)}>
                {t('fill')}
              </Button>
              <Button
                type="primary"
                icon={<PlusOutlined />}
                onClick={() => {
                  const day = allowed(week) ? week : (firstDay ?? week);
                  setTime({ start: instantAt(day, 540), end: instantAt(day, 630) });
                  setAdding(true);
                }}
              >
                {t('add')}
              </Button>
            </>
          )
        }
      />
      <Flex vertical gap={16}>
        {plan.error && <ProblemAlert error={plan.error} onRetry={() => void plan.refetch()} />}
        <Card size="small" title={t('hours.title')}>
          <HoursBar hours={data.hours} />
        </Card>
        <WeekGrid
          label={t('week_of', { title: data.title })}
          monday={week}
          onMonday={setMonday}
          items={items}
          busy={(data.busy ?? []).map(({ starts_at, ends_at }) => ({
            start: starts_at,
            end: ends_at,
          }))}
          allowed={allowed}
          onOpen={({ key }) => {
            if (!key.startsWith('p-')) void navigate(`/live-sessions/${key}`);
          }}
          {...(data.manages
            ? {
                onPick: ({ day, from, until }) => {
                  setTime({ start: instantAt(day, from), end: instantAt(day, until) });
                  setAdding(true);
                },
              }
            : {})}
          extra={
            firstDay && (
              <Button type="link" onClick={() => setMonday(mondayOf(firstDay))}>
                {t('to_first_day')}
              </Button>
            )
          }
        />
        <Flex gap={16} wrap>
          <Link to={`/live-sessions?class_kind=${kind}&class_id=${id}`}>{t('as_list')}</Link>
          {/* Students have no page of their class. */}
          {grant && grant.role !== 'student' && (
            <Link to={kind === 'cohort' ? `/cohorts/${id}` : `/training/classes/${id}`}>
              {t('to_class')}
            </Link>
          )}
        </Flex>
      </Flex>
      {data.manages && (
        <>
          <SessionForm
            open={adding}
            plan={data}
            time={time}
            onClose={() => setAdding(false)}
            onSaved={async () => {
              setAdding(false);
              void message.success(t('planned', { count: 1 }));
              await changed();
            }}
          />
          <FillForm
            open={filling}
            plan={data}
            preview={preview}
            onPreview={(next) => {
              setPreview(next);
              const first = localOf(next?.sessions[0]?.starts_at)?.slice(0, 10);
              if (first) setMonday(mondayOf(first));
            }}
            onClose={() => setFilling(false)}
            onSaved={async (count) => {
              setFilling(false);
              void message.success(t('planned', { count }));
              await changed();
            }}
          />
        </>
      )}
    </>
  );
}
