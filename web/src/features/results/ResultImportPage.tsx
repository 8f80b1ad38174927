/** Subject results of one exam date from a spreadsheet. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { useEditions } from '@/components/pickers/useEditions';
import { importEndpoints } from '@/lib/api/imports';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useExamDates } from './useExamDates';
import { RESULTS } from './words';

const endpoints = importEndpoints(
  '/api/v1/result-imports',
  '/api/v1/subject-results/import-template.xlsx',
);

export default function ResultImportPage() {
  const { t } = useTranslation('results');
  const { text } = useDynamicText('results');
  const client = useQueryClient();
  const { options: editionOptions, current } = useEditions();
  const [chosenEdition, setChosenEdition] = useState<string>();
  const [examDate, setExamDate] = useState<string>();
  const edition = chosenEdition ?? current?.id;
  const { dateOptions } = useExamDates(edition);

  return (
    <ImportWizard
      title={t('import.title')}
      intro={t('import.intro')}
      name="results"
      endpoints={endpoints}
      changesNeedReason
      fields={examDate ? { exam_date_id: examDate } : {}}
      fieldsReady={examDate !== undefined}
      fieldControls={
        <Form layout="vertical">
          <Form.Item label={t('fields.edition')} htmlFor="import-edition">
            <Select
              id="import-edition"
              value={edition ?? null}
              options={editionOptions}
              onChange={(value: string) => {
                setChosenEdition(value);
                setExamDate(undefined);
              }}
            />
          </Form.Item>
          <Form.Item
            label={t('fields.exam_date')}
            htmlFor="import-exam-date"
            required
            extra={examDate === undefined && t('import.choose_date')}
          >
            <Select
              id="import-exam-date"
              value={examDate ?? null}
              options={dateOptions}
              onChange={(value: string) => setExamDate(value)}
            />
          </Form.Item>
        </Form>
      }
      columnLabel={(column) => text(`columns.${column}`, column)}
      onCommitted={() => void client.invalidateQueries({ queryKey: RESULTS })}
      resultExtra={
        <Link key="list" to="/results">
          <Button type="primary" tabIndex={-1}>
            {t('import.to_list')}
          </Button>
        </Link>
      }
    />
  );
}
