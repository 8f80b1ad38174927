/** Records guidance that was given, as the answer to a request or by itself. */
import { Form, Input, InputNumber, Radio, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { filled } from '@/lib/api/filled';
import { instantOf } from '@/lib/format/local';
import { addRecord, answer, KINDS, type Kind, type Request } from './api';

interface Values {
  kind: Kind;
  minutes: number;
  given_at?: string;
  note?: string;
}

/** Whom it is for, and what they asked. */
export interface Guided {
  enrolmentId: string;
  name: string;
  request?: Pick<Request, 'id' | 'question' | 'version'>;
}

interface Props {
  /** Open while there is somebody. */
  guided: Guided | undefined;
  onSaved: () => void;
  onClose: () => void;
  /** The request has changed meanwhile. */
  onReload: () => void;
}

export function GuidanceForm({ guided, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('training');
  const required = { required: true, message: t('required') };
  const request = guided?.request;
  return (
    <FormDrawer<Values, unknown>
      open={guided !== undefined}
      title={
        guided
          ? t(request ? 'guidance.answer_title' : 'guidance.record_title', { name: guided.name })
          : ''
      }
      initialValues={{ kind: 'video' }}
      onSubmit={({ kind, minutes, given_at, note }, { idempotencyKey }) => {
        const given = {
          kind,
          minutes,
          ...filled({ given_at: instantOf(given_at), note: note?.trim() }),
        };
        return request
          ? answer(request, given)
          : addRecord({ enrolment_id: guided?.enrolmentId ?? '', ...given }, idempotencyKey);
      }}
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      {request && (
        <blockquote style={{ margin: '0 0 16px' }}>
          <Typography.Text type="secondary">{t('guidance.asked')}</Typography.Text>
          <div style={{ whiteSpace: 'pre-wrap' }}>{request.question}</div>
        </blockquote>
      )}
      <Form.Item name="kind" label={t('guidance.kind')} extra={t('guidance.kind_hint')}>
        <Radio.Group
          options={KINDS.map((kind) => ({ value: kind, label: t(`guidance.kinds.${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name="minutes" label={t('guidance.minutes')} rules={[required]}>
        <InputNumber controls={false} min={1} max={600} precision={0} />
      </Form.Item>
      <Form.Item name="given_at" label={t('guidance.given_at')} extra={t('guidance.given_at_hint')}>
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item
        name="note"
        label={request ? t('guidance.answer_note') : t('guidance.note')}
        extra={t('guidance.note_hint')}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
