/** Proposes that the teachers of two regions train together. */
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { useRegions } from '@/components/pickers/regions';
import type { Batch } from '../api';
import { type Merge, type NewMerge, proposeMerge } from '../classes/api';

interface Values {
  region_code: string;
  with_region_code: string;
  reason: string;
}

/** What a remedy suggests. */
export interface Suggested {
  region_code?: string;
  with_region_code?: string;
  source?: { batch_id: string; title: string };
}

interface Props {
  batch: Batch;
  open: boolean;
  suggested: Suggested | undefined;
  onSaved: (merge: Merge) => void;
  onClose: () => void;
}

export function MergeForm({ batch, open, suggested, onSaved, onClose }: Props) {
  const { t } = useTranslation('training_classes');
  const { options, regionName } = useRegions();
  const required = { required: true, message: t('required') };
  const source = suggested?.source;
  const own = batch.region_codes.map((value) => ({ value, label: regionName(value) }));
  return (
    <FormDrawer<Values, Merge>
      open={open}
      title={t('propose_title')}
      submitLabel={t('propose')}
      initialValues={{
        ...(suggested?.region_code ? { region_code: suggested.region_code } : {}),
        ...(suggested?.with_region_code ? { with_region_code: suggested.with_region_code } : {}),
      }}
      onSubmit={({ region_code, with_region_code, reason }, { idempotencyKey }) => {
        const body: NewMerge = {
          batch_id: batch.id,
          region_code,
          with_region_code,
          reason: reason.trim(),
          ...(source ? { source_batch_id: source.batch_id } : {}),
        };
        return proposeMerge(body, idempotencyKey);
      }}
      onDone={onSaved}
      onClose={onClose}
    >
      <p>{t('propose_explain')}</p>
      {source && <p>{t('merge_from', { title: source.title })}</p>}
      <Form.Item name="region_code" label={t('merge_fields.region')} rules={[required]}>
        <Select showSearch optionFilterProp="label" options={source ? options : own} />
      </Form.Item>
      <Form.Item name="with_region_code" label={t('merge_fields.with')} rules={[required]}>
        <Select showSearch optionFilterProp="label" options={own} />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('merge_fields.reason')}
        rules={[{ ...required, whitespace: true, min: 4 }]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
