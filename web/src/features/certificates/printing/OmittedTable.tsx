/** Certificates that are not in the file, each with the reason and the field or character that it is about. */
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Unprintable } from '@/components/display/Unprintable';
import { WideTable } from '@/components/display/WideTable';
import { groupNumber } from '@/lib/certificate/number';
import { useFormat } from '@/lib/format/useFormat';
import type { Omitted, PrintJob } from './words';

interface Props {
  omitted: Omitted[];
  /** How many there are; the first of them are listed. */
  count: number;
  format: PrintJob['format'];
}

export function OmittedTable({ omitted, count, format }: Props) {
  const { t } = useTranslation('printing');
  const { number } = useFormat();
  if (count === 0) return <>{t('omitted.none')}</>;
  return (
    <>
      {omitted.length < count && (
        <Alert
          type="info"
          showIcon
          title={t(`omitted.first_of_${format}`, { shown: number(omitted.length) })}
          style={{ marginBottom: 12 }}
        />
      )}
      <WideTable<Omitted>
        label={t('omitted.title')}
        size="small"
        rowKey="certificate_id"
        pagination={omitted.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        dataSource={omitted}
        columns={[
          {
            key: 'number',
            title: t('fields.number'),
            render: (_, row) => (
              <Link
                to={`/certificates/${row.certificate_id}`}
                style={{ fontVariantNumeric: 'tabular-nums' }}
              >
                {groupNumber(row.number)}
              </Link>
            ),
          },
          { key: 'holder', title: t('fields.holder'), render: (_, row) => row.holder_name },
          {
            key: 'institution',
            title: t('fields.institution'),
            render: (_, row) => row.institution_name,
          },
          {
            key: 'reason',
            title: t('fields.reason'),
            render: (_, row) => t(`reason.${row.reason}`),
          },
          {
            key: 'detail',
            title: t('fields.detail'),
            render: (_, row) => <Unprintable detail={row.detail} />,
          },
        ]}
      />
    </>
  );
}
