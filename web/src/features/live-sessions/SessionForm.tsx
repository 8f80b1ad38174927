/** Plans a session at a time, or changes one: its time, who holds it, its room. */
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import type { Session } from '@/components/live/api';
import { ApiProblem } from '@/lib/api/problem';
import { instantOf, localOf } from '@/lib/format/local';
import { createSessions, type Plan, type Provider, type SessionUpdate, updateSession } from './api';

interface Values {
  title: string;
  starts_at: string;
  ends_at: string;
  host_user_id?: string;
  provider: Provider;
  room?: string;
  remarks?: string;
}

interface Props {
  open: boolean;
  plan: Plan;
  /** Instants that the form begins with. */
  time?: { start: string; end: string } | undefined;
  /** The session to change; a new one without. */
  session?: Session | undefined;
  /** Somebody else changed it meanwhile: load it anew. */
  onReload?: () => void;
  onSaved: () => void;
  onClose: () => void;
}

/** The form has the one session that the request lists; its time as a whole is told where it begins. */
const ofTheOnly = (pointer: string): string =>
  pointer === '/sessions/0' ? '/starts_at' : pointer.replace('/sessions/0/', '/');

export function SessionForm({ open, plan, time, session, onReload, onSaved, onClose }: Props) {
  const { t } = useTranslation('live_sessions');
  const required = { required: true, message: t('required') };
  const fixed = session !== undefined && session.status !== 'planned';
  const initial: Partial<Values> = session
    ? {
        title: session.title,
        starts_at: localOf(session.starts_at) ?? '',
        ends_at: localOf(session.ends_at) ?? '',
        host_user_id: session.host_user_id,
        provider: session.provider,
      }
    : {
        starts_at: localOf(time?.start) ?? '',
        ends_at: localOf(time?.end) ?? '',
        provider: plan.providers[0] ?? 'link',
        ...(plan.hosts[0] ? { host_user_id: plan.hosts[0].user_id } : {}),
      };

  const save = (values: Values, key: string): Promise<unknown> => {
    const starts_at = instantOf(values.starts_at) ?? '';
    const ends_at = instantOf(values.ends_at) ?? '';
    const room = values.room?.trim();
    if (!session) {
      return createSessions(
        {
          class_kind: plan.class_kind,
          class_id: plan.class_id,
          title: values.title.trim(),
          provider: values.provider,
          ...(values.host_user_id ? { host_user_id: values.host_user_id } : {}),
          ...(values.provider === 'link' && room ? { room } : {}),
          sessions: [{ starts_at, ends_at }],
        },
        key,
      ).catch((refused: unknown) => {
        throw refused instanceof ApiProblem ? refused.movedTo(ofTheOnly) : refused;
      });
    }
    const change: SessionUpdate = { title: values.title.trim() };
    if (values.starts_at !== initial.starts_at) change.starts_at = starts_at;
    if (values.ends_at !== initial.ends_at) change.ends_at = ends_at;
    if (values.host_user_id && values.host_user_id !== session.host_user_id) {
      change.host_user_id = values.host_user_id;
    }
    if (values.provider !== session.provider) change.provider = values.provider;
    if (values.provider === 'link' && room) change.room = room;
    if (values.remarks?.trim()) change.remarks = values.remarks.trim();
    return updateSession(session, change);
  };

  return (
    <FormDrawer<Values, unknown>
      open={open}
      title={session ? t('change') : t('add')}
      initialValues={initial}
      onSubmit={(values, { idempotencyKey }) => save(values, idempotencyKey)}
      onDone={onSaved}
      onClose={onClose}
      {...(onReload ? { onReload } : {})}
    >
      <Form.Item name="title" label={t('fields.title')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={80} showCount />
      </Form.Item>
      <Form.Item name="starts_at" label={t('fields.starts_at')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item name="ends_at" label={t('fields.ends_at')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <RoomFields plan={plan} disabled={fixed} changing={session !== undefined} />
      {session && (
        <Form.Item name="remarks" label={t('fields.remarks')} extra={t('remarks_hint')}>
          <Input.TextArea rows={2} maxLength={500} showCount />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

/** Who holds sessions, and where. */
export function RoomFields({
  plan,
  disabled = false,
  changing = false,
}: {
  plan: Plan;
  disabled?: boolean;
  /** The room of a session that stands need not be told again. */
  changing?: boolean;
}) {
  const { t } = useTranslation('live_sessions');
  const required = { required: true, message: t('required') };
  return (
    <>
      <Form.Item name="host_user_id" label={t('fields.host')} rules={[required]}>
        <Select
          disabled={disabled}
          options={plan.hosts.map(({ user_id, name }) => ({ value: user_id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="provider" label={t('fields.provider')} rules={[required]}>
        <Select
          disabled={disabled}
          options={plan.providers.map((value) => ({ value, label: t(`providers.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        noStyle
        shouldUpdate={(a: { provider?: string }, b: { provider?: string }) =>
          a.provider !== b.provider
        }
      >
        {({ getFieldValue }) =>
          getFieldValue('provider') === 'link' && (
            <Form.Item
              name="room"
              label={t('fields.room')}
              extra={changing ? t('room_kept') : t('room_hint')}
              rules={changing ? [] : [required]}
            >
              <Input disabled={disabled} maxLength={500} />
            </Form.Item>
          )
        }
      </Form.Item>
    </>
  );
}
