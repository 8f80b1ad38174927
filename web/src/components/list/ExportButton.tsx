/** Takes along as a workbook what is filtered, wherever a list stands. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, type QueryValues } from '@/lib/api/download';
import { asProblem } from '@/lib/api/problem';
import { useProblemText } from '@/lib/i18n/useProblemText';

interface Props {
  /** `/api/v1/students/export.xlsx` */
  path: string;
  query: QueryValues;
  /** Where the server names none. */
  fallbackName: string;
  /** "Export" unless told. */
  label?: string;
}

export function ExportButton({ path, query, fallbackName, label }: Props) {
  const { t } = useTranslation('components');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const [exporting, setExporting] = useState(false);

  const exportRows = async () => {
    setExporting(true);
    try {
      await download(path, { query, fallbackName });
    } catch (problem) {
      const tooMany = asProblem(problem).errors.some(({ code }) => code === 'too_many');
      void message.error(tooMany ? t('list.export_too_many') : problemText(problem));
    } finally {
      setExporting(false);
    }
  };

  return (
    <Button icon={<DownloadOutlined />} loading={exporting} onClick={() => void exportRows()}>
      {label ?? t('list.export')}
    </Button>
  );
}
