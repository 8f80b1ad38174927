/** The national platform's numbers and receipts from a spreadsheet, put beside our certificates. */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { importEndpoints } from '@/lib/api/imports';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { RECEIPT_IMPORTS } from './words';

const endpoints = importEndpoints(
  '/api/v1/registry-receipt-imports',
  '/api/v1/registry-receipts/import-template.xlsx',
);

export default function ReceiptImportPage() {
  const { t } = useTranslation('registries');
  const { text } = useDynamicText('registries');
  const client = useQueryClient();
  return (
    <ImportWizard
      title={t('receipts.title')}
      intro={t('receipts.intro')}
      name={RECEIPT_IMPORTS.join()}
      endpoints={endpoints}
      changesNeedReason
      columnLabel={(column) => text(`columns.${column}`, column)}
      onCommitted={() => void client.invalidateQueries({ queryKey: ['certificates'] })}
      resultExtra={
        <Link key="list" to="/certificates?registered=true">
          <Button type="primary" tabIndex={-1}>
            {t('receipts.to_certificates')}
          </Button>
        </Link>
      }
    />
  );
}
