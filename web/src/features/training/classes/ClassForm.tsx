/** Title and dates of a class that has not begun; a later last day of one that runs. */
import { Flex, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { type TrainingClass, updateClass } from './api';

interface Values {
  title: string;
  starts_on: string;
  ends_on: string;
}

interface Props {
  open: boolean;
  one: TrainingClass;
  onSaved: (one: TrainingClass) => void;
  onClose: () => void;
  onReload: () => void;
}

export function ClassForm({ open, one, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('training_classes');
  const runs = one.status === 'running';
  const required = { required: true, message: t('required') };
  return (
    <FormDrawer<Values, TrainingClass>
      open={open}
      title={t('edit_title', { title: one.title })}
      initialValues={{ title: one.title, starts_on: one.starts_on, ends_on: one.ends_on }}
      onSubmit={({ title, starts_on, ends_on }, { overrides }) =>
        updateClass(one, {
          ...(title.trim() === one.title ? {} : { title: title.trim() }),
          ...(starts_on === one.starts_on ? {} : { starts_on }),
          ...(ends_on === one.ends_on ? {} : { ends_on }),
          overrides,
        })
      }
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      <Form.Item name="title" label={t('fields.title')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={50} showCount disabled={runs} />
      </Form.Item>
      <Flex wrap gap={12}>
        <Form.Item
          name="starts_on"
          label={t('fields.starts_on')}
          extra={t(runs ? 'later_hint' : 'dates_hint')}
          rules={[required]}
        >
          <Input type="date" disabled={runs} />
        </Form.Item>
        <Form.Item name="ends_on" label={t('fields.ends_on')} rules={[required]}>
          <Input type="date" min={runs ? one.ends_on : undefined} />
        </Form.Item>
      </Flex>
    </FormDrawer>
  );
}
