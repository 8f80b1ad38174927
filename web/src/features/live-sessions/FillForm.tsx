/** Fills the weeks of a class by a pattern: shows the earliest free times, and plans them once they are agreed to. */
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Checkbox, Drawer, Flex, Form, Input, InputNumber, Space } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useProblemForm } from '@/components/form/useProblemForm';
import { useUnsavedGuard } from '@/components/form/useUnsavedGuard';
import { HoursBar } from '@/components/live/HoursBar';
import { idempotencyKey } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { createSessions, type Plan, type Preview, type Provider, previewPlan } from './api';
import { RoomFields } from './SessionForm';

interface Values {
  title: string;
  pattern: { weekdays: number[]; from: string; until: string }[];
  need_minutes?: number | null;
  most_minutes_per_day?: number | null;
  host_user_id?: string;
  provider: Provider;
  room?: string;
}

interface Props {
  open: boolean;
  plan: Plan;
  /** Shown in the week as well. */
  preview: Preview | undefined;
  onPreview: (preview: Preview | undefined) => void;
  onSaved: (count: number) => void;
  onClose: () => void;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

export function FillForm({ open, plan, preview, onPreview, onSaved, onClose }: Props) {
  const { t } = useTranslation('live_sessions');
  const format = useFormat();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [dirty, setDirty] = useState(false);
  const problem = useProblemForm(form);
  useUnsavedGuard(open && dirty);
  const [key, setKey] = useState(idempotencyKey);
  const required = { required: true, message: t('required') };

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    problem.clear();
    try {
      await work();
    } catch (refused) {
      problem.show(refused);
    } finally {
      setBusy(false);
    }
  };
  const show = async () => {
    // What is wrong is told at its field.
    const values = await form
      .validateFields(['pattern', 'need_minutes'], { recursive: true })
      .catch(() => undefined);
    if (!values) return;
    const all = form.getFieldsValue(true) as Values;
    await attempt(async () => {
      const { need_minutes, most_minutes_per_day, host_user_id } = all;
      onPreview(
        await previewPlan({
          class_kind: plan.class_kind,
          class_id: plan.class_id,
          pattern: values.pattern,
          ...(need_minutes ? { need_minutes } : {}),
          ...(most_minutes_per_day ? { most_minutes_per_day } : {}),
          ...(host_user_id ? { host_user_id } : {}),
        }),
      );
      setKey(idempotencyKey());
    });
  };
  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (!values || !preview) return;
    const { title, host_user_id, provider, room } = values;
    await attempt(async () => {
      const { items } = await createSessions(
        {
          class_kind: plan.class_kind,
          class_id: plan.class_id,
          title: title.trim(),
          provider,
          ...(host_user_id ? { host_user_id } : {}),
          ...(provider === 'link' && room ? { room: room.trim() } : {}),
          sessions: preview.sessions.map(({ starts_at, ends_at }) => ({ starts_at, ends_at })),
        },
        key,
      );
      flushSync(() => setDirty(false));
      onPreview(undefined);
      onSaved(items.length);
    });
  };

  return (
    <Drawer
      open={open}
      size={520}
      title={t('fill')}
      onClose={() => {
        onPreview(undefined);
        problem.clear();
        onClose();
      }}
      extra={
        <Space>
          <Button onClick={() => void show()} loading={busy}>
            {t('preview')}
          </Button>
          <Button
            type="primary"
            disabled={!preview || preview.sessions.length === 0}
            loading={busy}
            onClick={() => void save()}
          >
            {t('plan_them', { count: preview?.sessions.length ?? 0 })}
          </Button>
        </Space>
      }
    >
      <p>{t('fill_hint')}</p>
      {problem.alert}
      {preview && (
        <Flex vertical gap={8} style={{ marginBottom: 16 }}>
          {preview.missing_minutes > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('missing', { minutes: preview.missing_minutes })}
            />
          )}
          <HoursBar hours={preview.hours} />
          <ol aria-label={t('previewed')} style={{ margin: 0, paddingInlineStart: 24 }}>
            {preview.sessions.map((time) => (
              <li key={time.starts_at}>
                {format.day(time.starts_at)} {format.dateTime(time.starts_at).slice(-5)}–
                {format.dateTime(time.ends_at).slice(-5)}
              </li>
            ))}
          </ol>
        </Flex>
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          pattern: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', until: '11:15' }],
          provider: plan.providers[0] ?? 'link',
          ...(plan.hosts[0] ? { host_user_id: plan.hosts[0].user_id } : {}),
        }}
        onValuesChange={(changed: Partial<Values>) => {
          setDirty(true);
          // Another pattern makes the preview a lie; another title does not.
          if (!('title' in changed || 'room' in changed || 'provider' in changed)) {
            onPreview(undefined);
          }
        }}
      >
        <Form.List name="pattern">
          {(fields, { add, remove }) => (
            <Flex vertical gap={8} style={{ marginBottom: 16 }}>
              {fields.map(({ key: field, name }) => (
                <fieldset key={field} style={{ border: '1px solid #d9d9d9', borderRadius: 8 }}>
                  <legend style={{ width: 'auto', fontSize: 14, margin: 0, padding: '0 4px' }}>
                    {t('time_no', { no: name + 1 })}
                  </legend>
                  <Form.Item
                    name={[name, 'weekdays']}
                    label={t('fields.weekdays')}
                    rules={[required]}
                  >
                    <Checkbox.Group
                      options={WEEKDAYS.map((value) => ({
                        value,
                        label: t(`weekdays.${value}` as 'weekdays.1'),
                      }))}
                    />
                  </Form.Item>
                  <Flex gap={12} wrap align="end">
                    <Form.Item name={[name, 'from']} label={t('fields.from')} rules={[required]}>
                      <Input type="time" style={{ width: 120 }} />
                    </Form.Item>
                    <Form.Item name={[name, 'until']} label={t('fields.until')} rules={[required]}>
                      <Input type="time" style={{ width: 120 }} />
                    </Form.Item>
                    {fields.length > 1 && (
                      <Form.Item>
                        <Button
                          icon={<MinusCircleOutlined />}
                          aria-label={t('remove_time', { no: name + 1 })}
                          onClick={() => remove(name)}
                        />
                      </Form.Item>
                    )}
                  </Flex>
                </fieldset>
              ))}
              <Button
                icon={<PlusOutlined />}
                onClick={() => add({ weekdays: [1, 2, 3, 4, 5], from: '14:00', until: '16:15' })}
              >
                {t('add_time')}
              </Button>
            </Flex>
          )}
        </Form.List>
        <Flex gap={12} wrap>
          <Form.Item name="need_minutes" label={t('fields.need')} extra={t('need_hint')}>
            <InputNumber controls={false} min={1} max={60000} style={{ width: 160 }} />
          </Form.Item>
          <Form.Item name="most_minutes_per_day" label={t('fields.per_day')}>
            <InputNumber controls={false} min={10} max={1440} style={{ width: 160 }} />
          </Form.Item>
        </Flex>
        <Form.Item
          name="title"
          label={t('fields.title')}
          rules={[{ ...required, whitespace: true }]}
        >
          <Input maxLength={80} showCount />
        </Form.Item>
        <RoomFields plan={plan} />
      </Form>
    </Drawer>
  );
}
