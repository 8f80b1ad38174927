/** What is in an export, by kind and region; the sums stand first. */
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { WideTable } from '@/components/display/WideTable';
import { useRegions } from '@/components/pickers/regions';
import { groupNumber } from '@/lib/certificate/number';
import { useFormat } from '@/lib/format/useFormat';
import type { Counts } from './words';

const SUMS = ['rows', 'issued', 'valid', 'revoked', 'superseded'] as const;

type Row = Record<(typeof SUMS)[number], number> & {
  key: string;
  name: string;
  first_number?: string | null;
  last_number?: string | null;
};

export function CountsTable({ counts }: { counts: Counts }) {
  const { t } = useTranslation('registries');
  const format = useFormat();
  const { regionName } = useRegions();
  const rows: Row[] = [
    { ...counts, key: 'all', name: t('counts.all') },
    ...counts.by_kind.map((one) => ({ ...one, key: one.kind, name: t(`kind.${one.kind}`) })),
    ...counts.by_region.map((one) => ({
      ...one,
      key: one.region_code,
      name: regionName(one.region_code),
    })),
  ];
  const number = (value: string | null | undefined) => (
    <span style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      <Text value={value && groupNumber(value)} />
    </span>
  );
  return (
    <WideTable<Row>
      label={t('counts.title')}
      size="small"
      rowKey="key"
      pagination={false}
      dataSource={rows}
      columns={[
        { key: 'name', title: t('counts.of'), render: (_, row) => row.name },
        ...SUMS.map((sum) => ({
          key: sum,
          title: t(`counts.${sum}`),
          align: 'right' as const,
          render: (_: unknown, row: Row) => format.number(row[sum]),
        })),
        { key: 'first', title: t('counts.first'), render: (_, row) => number(row.first_number) },
        { key: 'last', title: t('counts.last'), render: (_, row) => number(row.last_number) },
      ]}
    />
  );
}
