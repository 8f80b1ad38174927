/** Says when a session was really held. What lies in the plan counts. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import type { Session } from '@/components/live/api';
import { instantKept, localOf } from '@/lib/format/local';
import { holdSession } from './api';

interface Values {
  started_at: string;
  ended_at: string;
}

interface Props {
  open: boolean;
  session: Session;
  onReload: () => void;
  onSaved: () => void;
  onClose: () => void;
}

export function HoldForm({ open, session, onReload, onSaved, onClose }: Props) {
  const { t } = useTranslation('live_sessions');
  const start = session.actual_start ?? session.starts_at;
  const end = session.actual_end ?? session.ends_at;
  const required = { required: true, message: t('required') };
  return (
    <FormDrawer<Values, Session>
      open={open}
      title={session.status === 'held' ? t('hold_again') : t('hold')}
      initialValues={{
        started_at: localOf(start) ?? '',
        ended_at: localOf(end) ?? '',
      }}
      onSubmit={({ started_at, ended_at }) =>
        holdSession(session, {
          started_at: instantKept(started_at, start),
          ended_at: instantKept(ended_at, end),
        })
      }
      onReload={onReload}
      onDone={onSaved}
      onClose={onClose}
    >
      <p>{t('hold_hint')}</p>
      <Form.Item name="started_at" label={t('fields.started_at')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item name="ended_at" label={t('fields.ended_at')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
    </FormDrawer>
  );
}
