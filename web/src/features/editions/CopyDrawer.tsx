/** Copies an edition with everything in it to other dates, as a draft that only HQ sees. */
import { Alert, Form, Input, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, idempotent } from '@/lib/api/client';
import { ReasonItem } from './ReasonItem';
import type { Edition } from './words';

interface Values {
  code: string;
  title_zh: string;
  title_en: string;
  by: 'start' | 'shift';
  start?: string;
  shift_days?: number;
  reason: string;
}

/** As the server takes it. */
const CODE = /^[a-z0-9][a-z0-9_-]*$/;

interface Props {
  edition: Edition | undefined;
  onClose: () => void;
  onDone: () => void;
}

export function CopyDrawer({ edition, onClose, onDone }: Props) {
  const { t } = useTranslation('editions');
  const needed = [{ required: true, whitespace: true, message: t('required') }];
  return (
    <FormDrawer<Values, Edition>
      open={edition !== undefined}
      title={t('copy.title')}
      submitLabel={t('copy.submit')}
      initialValues={{
        by: 'start',
        ...(edition ? { title_zh: edition.title_zh, title_en: edition.title_en } : {}),
      }}
      onSubmit={({ code, title_zh, title_en, by, start, shift_days, reason }, { idempotencyKey }) =>
        call(
          api.POST('/api/v1/editions/{id}/copy', {
            params: { path: { id: edition?.id ?? '' }, header: idempotent(idempotencyKey) },
            body: {
              code: code.trim(),
              title_zh: title_zh.trim(),
              title_en: title_en.trim(),
              ...(by === 'start' ? { start: start ?? '' } : { shift_days: shift_days ?? 0 }),
              reason: reason.trim(),
            },
          }),
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('copy.explain')} style={{ marginBottom: 16 }} />
      <Form.Item
        name="code"
        label={t('fields.code')}
        extra={t('copy.code_hint')}
        rules={[{ required: true, pattern: CODE, max: 40, message: t('copy.code_rule') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="title_zh" label={t('fields.title_zh')} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="title_en" label={t('fields.title_en')} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="by" label={t('copy.by')}>
        <Radio.Group
          options={[
            { value: 'start', label: t('copy.by_start') },
            { value: 'shift', label: t('copy.by_shift') },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.by !== b.by}>
        {({ getFieldValue }) =>
          getFieldValue('by') === 'shift' ? (
            <Form.Item
              name="shift_days"
              label={t('copy.shift_days')}
              extra={t('copy.shift_hint')}
              rules={[{ required: true, message: t('required') }]}
            >
              <InputNumber controls={false} precision={0} min={-36500} max={36500} />
            </Form.Item>
          ) : (
            <Form.Item
              name="start"
              label={t('copy.start')}
              rules={[{ required: true, message: t('date_required') }]}
            >
              <Input type="date" style={{ maxWidth: 200 }} />
            </Form.Item>
          )
        }
      </Form.Item>
      <ReasonItem />
    </FormDrawer>
  );
}
