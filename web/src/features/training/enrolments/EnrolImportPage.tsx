/** Enrolments from a spreadsheet: the dry run also says how many get a place and from which rank the others wait. */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { useUrlIds } from '@/components/jobs/useJob';
import type { ImportView } from '@/lib/api/imports';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { BATCHES, ENROLMENTS, enrolmentImports } from '../api';
import { BatchChoice, useOpenBatches } from './BatchChoice';

function Outlook({ view }: { view: ImportView }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  if (!view.outlook || view.counts.new === 0) return null;
  const { enrolled, waiting, first_rank } = view.outlook;
  const values = {
    enrolled: format.number(enrolled),
    waiting: format.number(waiting),
    first: format.number(first_rank ?? 1),
  };
  const waits = waiting > 0;
  return (
    <Alert
      type={waits ? 'warning' : 'info'}
      showIcon
      title={waits ? t('outlook_waiting', values) : t('outlook', values)}
      description={t('outlook_explain')}
    />
  );
}

export default function EnrolImportPage() {
  const { t } = useTranslation('training');
  const { text } = useDynamicText('training');
  const client = useQueryClient();
  const [urlId, setUrlIds] = useUrlIds();
  const { data: batches } = useOpenBatches();
  const asked = urlId('batch');
  const only = batches?.length === 1 ? batches[0]?.id : undefined;
  // A link may be older than the end of the enrolment: whoever followed it chooses another themselves.
  const batch = asked === undefined ? only : batches?.find(({ id }) => id === asked)?.id;
  const closed = batches !== undefined && asked !== undefined && batch === undefined;
  return (
    <ImportWizard
      title={t('import_title')}
      intro={t('import_intro')}
      name="training-enrolments"
      endpoints={enrolmentImports}
      fields={batch ? { batch_id: batch } : {}}
      fieldsReady={batch !== undefined}
      fieldControls={
        <Form layout="vertical">
          {closed && (
            <Alert
              type="warning"
              showIcon
              style={{ marginBottom: 16 }}
              title={t('batch_closed')}
              {...(batches.length > 0 ? { description: t('batch_closed_hint') } : {})}
            />
          )}
          <Form.Item label={t('choose_batch')} required>
            <BatchChoice value={batch} onChange={(id) => setUrlIds({ batch: id })} />
          </Form.Item>
        </Form>
      }
      columnLabel={(column) => text(`enrolment_fields.${column}`, column)}
      reviewExtra={(view) => <Outlook view={view} />}
      onCommitted={() => {
        void client.invalidateQueries({ queryKey: ENROLMENTS });
        void client.invalidateQueries({ queryKey: BATCHES });
      }}
      resultExtra={
        <Link key="list" to="/training/enrolments">
          <Button type="primary" tabIndex={-1}>
            {t('to_enrolments')}
          </Button>
        </Link>
      }
    />
  );
}
