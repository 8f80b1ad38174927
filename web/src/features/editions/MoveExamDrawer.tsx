/** Moves an exam date; everyone affected is told, with the reason. */
import { Alert, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDrawer } from '@/components/form/FormDrawer';
import { api, call, ifMatch } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { ReasonItem } from './ReasonItem';
import type { Calendar, ExamDate } from './words';

interface Values {
  date: string;
  tentative: boolean;
  reason: string;
}

interface Props {
  exam: ExamDate | undefined;
  /** Of the calendar. */
  version: number;
  onClose: () => void;
  onDone: () => void;
}

export function MoveExamDrawer({ exam, version, onClose, onDone }: Props) {
  const { t } = useTranslation('editions');
  const format = useFormat();
  return (
    <FormDrawer<Values, Calendar>
      open={exam !== undefined}
      title={exam ? `${t('move.title')} · ${t('exam', { period: exam.period })}` : t('move.title')}
      submitLabel={t('move.submit')}
      {...(exam ? { initialValues: { date: exam.date, tentative: exam.tentative } } : {})}
      onSubmit={({ date, tentative, reason }) =>
        call(
          api.PATCH('/api/v1/editions/{id}/exam-dates/{exam_date_id}', {
            params: {
              path: { id: exam?.edition_id ?? '', exam_date_id: exam?.id ?? '' },
              header: ifMatch(version),
            },
            body: { date, tentative, reason: reason.trim() },
          }),
        )
      }
      onDone={onDone}
      onReload={onDone}
      onClose={onClose}
    >
      <Alert type="warning" showIcon title={t('move.explain')} style={{ marginBottom: 16 }} />
      <p>{exam && t('move.now', { date: format.date(exam.date) })}</p>
      <Form.Item
        name="date"
        label={t('move.date')}
        rules={[{ required: true, message: t('date_required') }]}
      >
        <Input type="date" style={{ maxWidth: 200 }} />
      </Form.Item>
      <Form.Item name="tentative" valuePropName="checked">
        <Checkbox>{t('move.tentative')}</Checkbox>
      </Form.Item>
      <ReasonItem />
    </FormDrawer>
  );
}
