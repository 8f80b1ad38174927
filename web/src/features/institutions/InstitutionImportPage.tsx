/** The school accounts of 2019 from a spreadsheet; they keep their usernames. */
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ImportWizard } from '@/components/imports/ImportWizard';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { INSTITUTIONS, institutionImports } from './api';

export default function InstitutionImportPage() {
  const { t } = useTranslation('institutions');
  const { text } = useDynamicText('institutions');
  const client = useQueryClient();
  return (
    <ImportWizard
      title={t('import.title')}
      intro={
        <>
          {t('import.intro')} {t('import.next')}
        </>
      }
      name="institutions"
      endpoints={institutionImports}
      columnLabel={(column) => text(`import.columns.${column}`, column)}
      onCommitted={() => void client.invalidateQueries({ queryKey: INSTITUTIONS })}
      resultExtra={
        <Link key="list" to="/institutions">
          <Button type="primary" tabIndex={-1}>
            {t('import.to_list')}
          </Button>
        </Link>
      }
    />
  );
}
