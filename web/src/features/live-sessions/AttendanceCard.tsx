/** Who attended a session, how that is known, and what it said before; entered and corrected by who keeps it. */
import { HistoryOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Input, Popover, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { StackingTable } from '@/components/list/StackingTable';
import { SESSIONS, type Session } from '@/components/live/api';
import { type AttendanceRecord, type AttendanceRow, getAttendance, putAttendance } from './api';
import { changesOf, faultOf, shownOf } from './minutes';
import { SOURCE_TONE } from './states';

const fieldId = ({ user_id }: AttendanceRow) => `minutes-${user_id}`;

interface Props {
  session: Session;
  editable: boolean;
  onChanged: () => Promise<void>;
}

export function AttendanceCard({ session, editable, onChanged }: Props) {
  const { t } = useTranslation('live_sessions');
  const { message } = App.useApp();
  const [refused, setRefused] = useState<unknown>();
  const [typed, setTyped] = useState<Record<string, string>>();
  const [asking, setAsking] = useState<'change' | 'none'>();
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(session.version);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...SESSIONS, 'attendance', session.id],
    queryFn: ({ signal }) => getAttendance(session.id, signal),
  });
  const rows = data?.rows ?? [];
  const editing = typed !== undefined;
  const most = data?.most_minutes ?? session.minutes;
  const faulty = rows.filter((row) => faultOf(row, typed?.[row.user_id], most));
  const changes = changesOf(rows, typed ?? {});
  const { confirmLeave } = useUnsavedGuard(changes.length > 0 || faulty.length > 0);
  const owesReason = changes.some(
    ({ user_id }) => rows.find((one) => one.user_id === user_id)?.record,
  );
  // What is typed is held against what stood then, whatever is read meanwhile.
  const begin = (then: () => void) => {
    setSeen(data?.version ?? session.version);
    then();
  };
  const save = async (reason: string) => {
    await putAttendance(session.id, seen, changes, reason);
    setTyped(undefined);
    void message.success(t('saved'));
    await onChanged();
  };
  const saveNow = async () => {
    const [first] = faulty;
    if (first) return document.getElementById(fieldId(first))?.focus();
    if (changes.length === 0) return setTyped(undefined);
    if (owesReason) return setAsking('change');
    setBusy(true);
    setRefused(undefined);
    try {
      await save('');
    } catch (problem) {
      setRefused(problem);
    } finally {
      setBusy(false);
    }
  };

  const allPresent = () =>
    setTyped({
      ...typed,
      ...Object.fromEntries(
        rows.filter(({ gone }) => !gone).map(({ user_id }) => [user_id, String(most)]),
      ),
    });

  const minutes = (row: AttendanceRow) => {
    if (!editing) return <Text value={row.record?.minutes} />;
    const fault = faultOf(row, typed[row.user_id], most);
    return (
      <>
        <Input
          id={fieldId(row)}
          inputMode="numeric"
          style={{ width: 90 }}
          aria-label={t('minutes_of', { name: row.name })}
          value={shownOf(row, typed[row.user_id])}
          {...(fault
            ? {
                status: 'error' as const,
                'aria-invalid': true,
                'aria-describedby': `${fieldId(row)}-fault`,
              }
            : {})}
          onChange={({ target }) => setTyped({ ...typed, [row.user_id]: target.value })}
        />
        {fault && (
          <div id={`${fieldId(row)}-fault`}>
            <Typography.Text type="danger">{t(`minutes_${fault}`, { most })}</Typography.Text>
          </div>
        )}
      </>
    );
  };

  return (
    <Card
      size="small"
      title={t('attendance')}
      extra={
        editable &&
        data && (
          <Flex gap={8} wrap>
            {editing ? (
              <>
                <Button size="small" onClick={allPresent}>
                  {t('all_present')}
                </Button>
                <Button
                  size="small"
                  onClick={() =>
                    confirmLeave(() => {
                      setTyped(undefined);
                      setRefused(undefined);
                    })
                  }
                >
                  {t('leave')}
                </Button>
                <Button size="small" type="primary" loading={busy} onClick={() => void saveNow()}>
                  {t('save')}
                </Button>
              </>
            ) : (
              <>
                {rows.every(({ record }) => !record) && (
                  <Button size="small" onClick={() => begin(() => setAsking('none'))}>
                    {t('no_records')}
                  </Button>
                )}
                <Button size="small" onClick={() => begin(() => setTyped({}))}>
                  {t('enter')}
                </Button>
              </>
            )}
          </Flex>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <ProblemAlert error={refused} />
      {session.unrecorded && (
        <Alert
          type="info"
          showIcon
          title={t('unrecorded')}
          description={session.unrecorded}
          style={{ marginBottom: 12 }}
        />
      )}
      <StackingTable<AttendanceRow>
        label={t('attendance')}
        rowKey={({ user_id }) => user_id}
        loading={isPending}
        rows={rows}
        columns={[
          { key: 'name', title: t('fields.name'), render: ({ name }) => name },
          { key: 'number', title: t('fields.number'), render: ({ number }) => number },
          {
            key: 'institution',
            title: t('fields.institution'),
            render: ({ institution }) => institution,
          },
          { key: 'minutes', title: t('fields.attended_minutes'), render: minutes },
          {
            key: 'source',
            title: t('fields.source'),
            render: ({ record }) => (record ? <SourceTag record={record} /> : t('not_recorded')),
          },
          {
            key: 'reason',
            title: t('fields.reason'),
            render: ({ record }) => <Text value={record?.reason} />,
          },
          {
            key: 'recorded_at',
            title: t('fields.recorded_at'),
            render: ({ record }) => <DateTimeText value={record?.recorded_at} />,
          },
          {
            key: 'history',
            title: t('fields.history'),
            render: (row) => <History row={row} />,
          },
        ]}
      />
      {(data?.unknown.length ?? 0) > 0 && (
        <details style={{ marginTop: 12 }}>
          <summary>{t('unknown', { count: data?.unknown.length ?? 0 })}</summary>
          <ul>
            {data?.unknown.map((stay) => (
              <li key={`${stay.shown_name}-${stay.joined_at}`}>
                {stay.shown_name}: <DateTimeText value={stay.joined_at} /> –{' '}
                <DateTimeText value={stay.left_at} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <ReasonModal
        open={asking === 'change'}
        title={t('why_changed')}
        explain={t('why_changed_explain', { count: changes.length })}
        okText={t('save')}
        onClose={() => setAsking(undefined)}
        onSubmit={save}
      />
      <ReasonModal
        open={asking === 'none'}
        title={t('no_records')}
        explain={t('no_records_explain')}
        okText={t('save')}
        onClose={() => setAsking(undefined)}
        onSubmit={async (reason) => {
          await putAttendance(session.id, seen, [], reason);
          await onChanged();
        }}
      />
    </Card>
  );
}

function SourceTag({ record }: { record: AttendanceRecord }) {
  const { t } = useTranslation('live_sessions');
  return (
    <>
      <StateTag tone={SOURCE_TONE[record.source]}>{t(`sources.${record.source}`)}</StateTag>
      {record.corrected && <Typography.Text type="secondary">{t('corrected')}</Typography.Text>}
    </>
  );
}

function History({ row }: { row: AttendanceRow }) {
  const { t } = useTranslation('live_sessions');
  const past = row.history ?? [];
  if (past.length === 0) return <Text value={null} />;
  return (
    <Popover
      trigger="click"
      title={t('before_of', { name: row.name })}
      content={
        <ul style={{ margin: 0, paddingInlineStart: 20 }}>
          {past.map((record) => (
            <li key={record.version}>
              {t('before', {
                minutes: record.minutes,
                source: t(`sources.${record.source}`),
                by: record.recorded_by ?? t('the_room'),
              })}{' '}
              <DateTimeText value={record.recorded_at} /> {record.reason}
            </li>
          ))}
        </ul>
      }
    >
      <Button
        size="small"
        icon={<HistoryOutlined />}
        aria-label={t('before_of', { name: row.name })}
      >
        {past.length}
      </Button>
    </Popover>
  );
}
