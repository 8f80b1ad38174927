/** Notes when a trainer is away; the server refuses what is booked already. */
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { UserSelect } from '@/components/pickers/UserSelect';
import { instantOf } from '@/lib/format/local';
import { type Absence, addAbsence } from '../api';

interface Values {
  user_id?: string;
  starts_at: string;
  ends_at: string;
  reason: string;
}

interface Props {
  open: boolean;
  /** Asks whose; a trainer notes the own. */
  forOthers: boolean;
  onSaved: (absence: Absence) => void;
  onClose: () => void;
}

export function AbsenceForm({ open, forOthers, onSaved, onClose }: Props) {
  const { t } = useTranslation('training');
  const required = { required: true, message: t('required') };
  return (
    <FormDrawer<Values, Absence>
      open={open}
      title={t('add_absence')}
      onSubmit={({ user_id, starts_at, ends_at, reason }, { idempotencyKey }) =>
        addAbsence(
          {
            ...(user_id ? { user_id } : {}),
            starts_at: instantOf(starts_at) ?? '',
            ends_at: instantOf(ends_at) ?? '',
            reason: reason.trim(),
          },
          idempotencyKey,
        )
      }
      onDone={onSaved}
      onClose={onClose}
    >
      {forOthers && (
        <Form.Item name="user_id" label={t('fields.trainer')} rules={[required]}>
          <UserSelect holding="trainer" placeholder={t('trainer_placeholder')} />
        </Form.Item>
      )}
      <Form.Item name="starts_at" label={t('fields.away_starts')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item name="ends_at" label={t('fields.away_ends')} rules={[required]}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('enrolment_fields.reason')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={200} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
