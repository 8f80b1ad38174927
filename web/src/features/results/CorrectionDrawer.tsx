/** Corrects one subject result, with its reason; what stood before stays in the history. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, ifMatch } from '@/lib/api/client';
import { RESULTS, type Result, STATUSES } from './words';

interface Values {
  status: Result['status'];
  score?: string;
  reason: string;
}

interface Props {
  result: Result | undefined;
  onClose: () => void;
}

export function CorrectionDrawer({ result, onClose }: Props) {
  const { t } = useTranslation('results');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: RESULTS });

  return (
    <FormDrawer<Values, unknown>
      open={result !== undefined}
      title={t('correct.title')}
      {...(result
        ? {
            initialValues: {
              status: result.status,
              ...(result.score ? { score: result.score } : {}),
            },
          }
        : {})}
      submitLabel={t('correct.submit')}
      onSubmit={({ status, score, reason }) =>
        call(
          api.POST('/api/v1/subject-results/{id}/corrections', {
            params: {
              path: { id: result?.id ?? '' },
              header: ifMatch(result?.version ?? 0),
            },
            body: {
              status,
              ...(status === 'scored' && score !== undefined ? { score: String(score) } : {}),
              reason: reason.trim(),
            },
          }),
        )
      }
      onDone={() => {
        void refresh();
        onClose();
      }}
      onReload={() => {
        void refresh();
        onClose();
      }}
      onClose={onClose}
    >
      <Alert
        type="info"
        showIcon
        title={result && `${result.student.name} ${result.student.student_no}`}
        description={t('correct.explain')}
        style={{ marginBottom: 16 }}
      />
      <Form.Item name="status" label={t('fields.status')} rules={[{ required: true }]}>
        <Radio.Group options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.status !== b.status}>
        {({ getFieldValue }) =>
          getFieldValue('status') === 'scored' && (
            <Form.Item
              name="score"
              label={t('fields.score')}
              rules={[{ required: true, message: t('correct.score_required') }]}
            >
              {/* A decimal as text: no binary fraction comes between the form and the record. */}
              <InputNumber<string>
                controls={false}
                stringMode
                min="0"
                max="100"
                precision={2}
                step="0.5"
                style={{ width: 160 }}
              />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('correct.reason')}
        rules={[
          { required: true, whitespace: true, min: 4, max: 500, message: t('correct.reason_rule') },
        ]}
      >
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
