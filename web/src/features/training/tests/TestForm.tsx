/** Sets the test of a batch. Times are those of the programme (+08:00). */

import { useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { FormDrawer } from '@/components/form/FormDrawer';
import { warnAfter } from '@/components/form/warnAfter';
import { instantKept, localOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import type { Batch } from '../api';
import { listPublishedPapers, putTest, TESTS, type TrainingTest } from './api';

interface Values {
  paper_id: string;
  opens_at: string;
  closes_at: string;
  max_attempts: number;
}

interface Props {
  batch: Batch;
  /** Changed; a new one without it. */
  test?: TrainingTest;
  open: boolean;
  onSaved: (test: TrainingTest) => void;
  onClose: () => void;
  onReload: () => void;
}

export function TestForm({ batch, test, open, onSaved, onClose, onReload }: Props) {
  const { t } = useTranslation('tests');
  const format = useFormat();
  const required = { required: true, message: t('required') };
  const { data, error, refetch } = useQuery({
    queryKey: [...TESTS, 'papers', batch.edition_id],
    queryFn: ({ signal }) => listPublishedPapers(batch.edition_id, signal),
    enabled: open,
  });
  const papers = (data?.items ?? []).map(({ id, title, questions, time_limit_minutes }) => ({
    value: id,
    label: t('paper_option', { title, questions, minutes: time_limit_minutes }),
  }));
  // One that is retired goes on in the tests that use it.
  if (test && !papers.some(({ value }) => value === test.paper.id)) {
    papers.unshift({ value: test.paper.id, label: test.paper.title });
  }
  const settled = test?.started ?? false;
  return (
    <FormDrawer<Values, TrainingTest>
      open={open}
      title={test ? t('edit') : t('set')}
      initialValues={
        test
          ? {
              paper_id: test.paper.id,
              opens_at: localOf(test.opens_at) ?? '',
              closes_at: localOf(test.closes_at) ?? '',
              max_attempts: test.max_attempts,
            }
          : { max_attempts: 1 }
      }
      onSubmit={(values) =>
        putTest(
          batch.id,
          {
            paper_id: values.paper_id,
            opens_at: instantKept(values.opens_at, test?.opens_at),
            closes_at: instantKept(values.closes_at, test?.closes_at),
            max_attempts: values.max_attempts,
          },
          test,
        )
      }
      onDone={onSaved}
      onClose={onClose}
      onReload={onReload}
    >
      {settled && <Alert type="info" showIcon title={t('settled')} style={{ marginBottom: 16 }} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Form.Item
        name="paper_id"
        label={t('fields.paper')}
        extra={data && papers.length === 0 ? t('no_papers') : undefined}
        rules={[required]}
      >
        <Select options={papers} disabled={settled} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="opens_at" label={t('fields.opens_at')} rules={[required]}>
        <Input type="datetime-local" disabled={settled} style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item
        name="closes_at"
        label={t('fields.closes_at')}
        extra={t('closes_hint')}
        rules={[
          required,
          warnAfter(batch.ends_on, t('closes_after', { day: format.date(batch.ends_on) })),
        ]}
      >
        <Input type="datetime-local" style={{ maxWidth: 240 }} />
      </Form.Item>
      <Form.Item
        name="max_attempts"
        label={t('fields.max_attempts')}
        extra={t('best_counts')}
        rules={[required]}
      >
        <InputNumber controls={false} min={1} max={10} precision={0} disabled={settled} />
      </Form.Item>
    </FormDrawer>
  );
}
