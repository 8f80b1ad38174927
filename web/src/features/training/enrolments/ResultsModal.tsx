/** What became of each teacher: a place, a rank on the waiting list, or why neither. */
import { Button, Modal, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateTag, type Tone } from '@/components/display/StateTag';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { EnrolmentResult } from '../api';

const TONE: Record<EnrolmentResult['outcome'], Tone> = {
  enrolled: 'good',
  waiting: 'waiting',
  refused: 'bad',
};

interface Props {
  results: readonly EnrolmentResult[] | undefined;
  /** By the teacher's id. */
  nameOf: (id: string) => string;
  onClose: () => void;
}

export function ResultsModal({ results, nameOf, onClose }: Props) {
  const { t } = useTranslation('training');
  const { text } = useDynamicText('errors');
  const format = useFormat();
  const count = (outcome: EnrolmentResult['outcome']) =>
    format.number((results ?? []).filter((one) => one.outcome === outcome).length);
  return (
    <Modal
      open={results !== undefined}
      title={t('results_title')}
      width={640}
      onCancel={onClose}
      footer={
        <>
          <Link to="/training/enrolments">
            <Button tabIndex={-1}>{t('to_enrolments')}</Button>
          </Link>{' '}
          <Button type="primary" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      {results && (
        <>
          <p role="status">
            {t('results_summary', {
              enrolled: count('enrolled'),
              waiting: count('waiting'),
              refused: count('refused'),
            })}
          </p>
          <Table<EnrolmentResult>
            size="small"
            rowKey="teacher_id"
            pagination={false}
            scroll={{ y: 320 }}
            dataSource={[...results]}
            columns={[
              {
                key: 'name',
                title: t('enrolment_fields.name'),
                render: (_, one) => nameOf(one.teacher_id),
              },
              {
                key: 'outcome',
                title: t('result'),
                render: (_, { outcome, rank }) => (
                  <StateTag tone={TONE[outcome]}>
                    {outcome === 'waiting' && rank
                      ? t('waiting_rank', { rank: format.number(rank) })
                      : t(`outcomes.${outcome}`)}
                  </StateTag>
                ),
              },
              {
                key: 'reason',
                title: t('enrolment_fields.reason'),
                render: (_, { code, message }) =>
                  code ? text(`fields.${code}`, message ?? code) : null,
              },
            ]}
          />
        </>
      )}
    </Modal>
  );
}
