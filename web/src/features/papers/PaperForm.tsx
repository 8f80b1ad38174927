/** Begins a paper, also with the questions of another, or changes what a draft says of itself. */
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useEditions } from '@/components/pickers/useEditions';
import { createPaper, type NewPaper, type PaperDetail, updatePaper } from './api';

interface Values {
  edition_id: string;
  title: string;
  multiple_marks: NewPaper['multiple_marks'];
  time_limit_minutes: number;
}

interface Props {
  open: boolean;
  /** Changed; a new one without it. */
  paper?: PaperDetail;
  /** The new one begins with its questions. */
  copyOf?: PaperDetail;
  onSaved: (paper: PaperDetail) => void;
  onClose: () => void;
  onReload?: () => void;
}

export function PaperForm({ open, paper, copyOf, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('papers');
  const { options: editions, current, loaded, error } = useEditions();
  const required = { required: true, message: t('required') };
  const from = paper ?? copyOf;
  return (
    <FormDrawer<Values, PaperDetail>
      // It begins with the edition in use, once that is known.
      open={open && (from !== undefined || loaded || error !== null)}
      title={paper ? t('edit_title', { title: paper.title }) : copyOf ? t('copy') : t('add')}
      initialValues={
        from
          ? {
              edition_id: from.edition_id,
              title: copyOf ? t('copy_of', { title: from.title }) : from.title,
              multiple_marks: from.multiple_marks,
              time_limit_minutes: from.time_limit_minutes,
            }
          : {
              ...(current ? { edition_id: current.id } : {}),
              multiple_marks: 'exact',
              time_limit_minutes: 60,
            }
      }
      onSubmit={({ edition_id, title, multiple_marks, time_limit_minutes }, { idempotencyKey }) => {
        const said = { title: title.trim(), multiple_marks, time_limit_minutes };
        return paper
          ? updatePaper(paper, said)
          : createPaper(
              { edition_id, ...said, ...(copyOf ? { copy_of: copyOf.id } : {}) },
              idempotencyKey,
            );
      }}
      onDone={onSaved}
      onClose={onClose}
      {...(onReload ? { onReload } : {})}
    >
      <Form.Item name="edition_id" label={t('fields.edition')} rules={[required]}>
        <Select options={editions} disabled={paper !== undefined} />
      </Form.Item>
      <Form.Item name="title" label={t('fields.title')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={80} placeholder={t('title_example')} />
      </Form.Item>
      <Form.Item
        name="time_limit_minutes"
        label={t('fields.time_limit_minutes')}
        rules={[required]}
      >
        <InputNumber controls={false} min={1} max={600} precision={0} />
      </Form.Item>
      <Form.Item name="multiple_marks" label={t('fields.multiple_marks')} rules={[required]}>
        <Radio.Group
          options={(['exact', 'partial'] as const).map((value) => ({
            value,
            label: t(`multiple.${value}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
