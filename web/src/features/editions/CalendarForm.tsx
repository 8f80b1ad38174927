/** All windows and holidays of a calendar in one form; exam dates are moved one by one, with their notices. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, InputNumber, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, ifMatch } from '@/lib/api/client';
import type { Body } from '@/lib/api/types';
import { ReasonItem } from './ReasonItem';
import { type Calendar, EFFECTS, WINDOW_KINDS } from './words';

type Update = Body<'/api/v1/editions/{id}/calendar', 'put'>;
interface Values {
  windows: Update['windows'];
  holidays: NonNullable<Update['holidays']>;
  reason: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface Props {
  open: boolean;
  calendar: Calendar;
  onClose: () => void;
  onDone: () => void;
  onReload: () => void;
}

export function CalendarForm({ open, calendar, onClose, onDone, onReload }: Props) {
  const { t } = useTranslation('editions');
  const needed = [{ required: true, message: t('required') }];

  return (
    <FormDrawer<Values, Calendar>
      open={open}
      width={860}
      title={t('calendar.edit')}
      initialValues={{
        windows: calendar.windows.map(({ kind, period, start, end, effect }) => ({
          kind,
          period,
          start,
          end,
          effect,
        })),
        holidays: calendar.holidays,
      }}
      onSubmit={({ windows, holidays, reason }) =>
        call(
          api.PUT('/api/v1/editions/{id}/calendar', {
            params: { path: { id: calendar.edition_id }, header: ifMatch(calendar.version) },
            body: {
              windows: windows ?? [],
              holidays: (holidays ?? []).map((day) => ({ ...day, make_up: day.make_up ?? [] })),
              reason: reason.trim(),
            },
          }),
        )
      }
      onDone={onDone}
      onReload={onReload}
      onClose={onClose}
    >
      <Typography.Title level={2} style={{ fontSize: 15 }}>
        {t('calendar.windows')}
      </Typography.Title>
      <Form.List name="windows">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} wrap gap={8} align="flex-end">
                <Form.Item name={[name, 'kind']} label={t('fields.window')} rules={needed}>
                  <Select
                    style={{ width: 140 }}
                    options={WINDOW_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'period']} label={t('fields.period')} rules={needed}>
                  <InputNumber
                    controls={false}
                    min={1}
                    max={255}
                    precision={0}
                    style={{ width: 72 }}
                  />
                </Form.Item>
                <Form.Item name={[name, 'start']} label={t('fields.start')} rules={needed}>
                  <Input type="date" style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name={[name, 'end']} label={t('fields.end')} rules={needed}>
                  <Input type="date" style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name={[name, 'effect']} label={t('fields.effect')} rules={needed}>
                  <Select
                    style={{ width: 150 }}
                    options={EFFECTS.map((value) => ({ value, label: t(`effect.${value}`) }))}
                  />
                </Form.Item>
                <Form.Item>
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('calendar.remove')}
                    onClick={() => remove(name)}
                  />
                </Form.Item>
              </Flex>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => add({ effect: 'warns', period: 1 })}
              style={{ marginBottom: 24 }}
            >
              {t('calendar.add_window')}
            </Button>
          </>
        )}
      </Form.List>
      <Typography.Title level={2} style={{ fontSize: 15 }}>
        {t('calendar.holidays')}
      </Typography.Title>
      <Form.List name="holidays">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} wrap gap={8} align="flex-end">
                <Form.Item name={[name, 'name_zh']} label={t('fields.name_zh')} rules={needed}>
                  <Input maxLength={50} style={{ width: 120 }} />
                </Form.Item>
                <Form.Item name={[name, 'name_en']} label={t('fields.name_en')} rules={needed}>
                  <Input maxLength={50} style={{ width: 180 }} />
                </Form.Item>
                <Form.Item name={[name, 'start']} label={t('fields.start')} rules={needed}>
                  <Input type="date" style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name={[name, 'end']} label={t('fields.end')} rules={needed}>
                  <Input type="date" style={{ width: 150 }} />
                </Form.Item>
                <Form.Item
                  name={[name, 'make_up']}
                  label={t('fields.make_up')}
                  rules={[
                    {
                      type: 'array',
                      defaultField: { pattern: DAY },
                      message: t('calendar.day_rule'),
                    },
                  ]}
                >
                  <Select
                    mode="tags"
                    open={false}
                    suffixIcon={null}
                    tokenSeparators={[',', ' ', ';']}
                    placeholder={t('calendar.day_hint')}
                    style={{ minWidth: 220 }}
                  />
                </Form.Item>
                <Form.Item>
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('calendar.remove')}
                    onClick={() => remove(name)}
                  />
                </Form.Item>
              </Flex>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({})} style={{ marginBottom: 24 }}>
              {t('calendar.add_holiday')}
            </Button>
          </>
        )}
      </Form.List>
      <ReasonItem />
    </FormDrawer>
  );
}
