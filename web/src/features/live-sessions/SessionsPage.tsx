/** Live sessions one may see, by their time: all, those of a class, of a day, or whose attendance waits. */
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { listSessions, SESSIONS, type Session } from '@/components/live/api';
import { JoinButton } from '@/components/live/JoinButton';
import { addDays } from '@/components/week/week';
import { instantOf } from '@/lib/format/local';
import { useSession } from '@/lib/session/store';
import { EXPORTERS } from './api';
import { STATUS_TONE, STATUSES } from './states';

/** A day, from its beginning to its end. */
const dayRange = (day: string | null | undefined) =>
  day ? { from: instantOf(day), until: instantOf(addDays(day, 1)) } : {};

/** What the filters of the page are to the server. */
function query(set: Readonly<Record<string, string>>) {
  const { day, to_review, to_hold, ...rest } = set;
  return {
    ...rest,
    ...dayRange(day),
    ...(to_review ? { to_review: true } : {}),
    ...(to_hold ? { to_hold: true } : {}),
  };
}

export default function SessionsPage() {
  const { t } = useTranslation('live_sessions');
  const { grant } = useSession();
  const [params] = useSearchParams();
  const of = { class_kind: params.get('class_kind'), class_id: params.get('class_id') };
  const oneClass =
    of.class_kind && of.class_id ? { class_kind: of.class_kind, class_id: of.class_id } : {};
  const keeps = grant !== undefined && EXPORTERS.includes(grant.role);

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    ...(keeps || grant?.role === 'teacher'
      ? [
          {
            key: 'to_review',
            label: t('fields.attendance'),
            options: [{ value: 'true', label: t('to_review') }],
          },
          {
            key: 'to_hold',
            label: t('fields.hours'),
            options: [{ value: 'true', label: t('to_hold') }],
          },
        ]
      : []),
    {
      key: 'day',
      label: t('fields.day'),
      options: [],
      control: (value, change) => (
        <Input
          type="date"
          prefix={t('fields.day')}
          aria-label={t('fields.day')}
          value={value ?? ''}
          onChange={(event) => change(event.target.value || undefined)}
        />
      ),
    },
  ];

  const columns: ListColumn<Session>[] = [
    {
      key: 'title',
      title: t('fields.title'),
      render: (row) => <Link to={`/live-sessions/${row.id}`}>{row.title}</Link>,
    },
    {
      key: 'class',
      title: t('fields.class'),
      render: (row) => (
        <Link to={`/live-plans/${row.class_kind}/${row.class_id}`}>{row.class_title}</Link>
      ),
    },
    {
      key: 'starts_at',
      title: t('fields.starts_at'),
      render: (row) => <DateTimeText value={row.starts_at} />,
    },
    {
      key: 'minutes',
      title: t('fields.minutes'),
      align: 'right',
      render: (row) =>
        row.held_minutes === undefined || row.held_minutes === null
          ? row.minutes
          : t('held_of', { held: row.held_minutes, planned: row.minutes }),
    },
    { key: 'host', title: t('fields.host'), render: (row) => row.host_name },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
    {
      key: 'attended',
      title: t('fields.attended'),
      align: 'right',
      render: (row) => (row.status === 'held' ? row.attended : <Text value={null} />),
    },
    {
      key: 'join',
      title: t('fields.join'),
      render: (row) => (row.can_join ? <JoinButton session={row} /> : <Text value={null} />),
    },
  ];

  return (
    <ListPage<Session>
      id="live-sessions"
      title={t('title')}
      intro={t('intro')}
      queryKey={[...SESSIONS, 'list', oneClass]}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        listSessions({ cursor, limit, count, ...oneClass, ...query(set) }, signal)
      }
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ title }) => title}
      filters={filters}
      {...(keeps
        ? {
            exportTo: {
              path: '/api/v1/live-sessions/export.xlsx',
              query: { ...oneClass, ...dayRange(params.get('day')) },
            },
          }
        : {})}
      actions={
        'class_id' in oneClass && (
          <Link to={`/live-plans/${oneClass.class_kind}/${oneClass.class_id}`}>
            <Button tabIndex={-1}>{t('to_plan')}</Button>
          </Link>
        )
      }
      empty={{ title: t('empty'), hint: t('empty_hint') }}
    />
  );
}
