/** The numbers behind the map: every region with all measures, each number leading to its rows. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { WideTable } from '@/components/display/WideTable';
import { useRegions } from '@/components/pickers/regions';
import type { Answer, Item } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';

type Region = Item<Answer<'/api/v1/overview/regions', 'get'>>;

interface Props<M extends string> {
  regions: readonly Region[];
  measures: readonly M[];
  chosen: M;
  /** The list of rows behind a measure. */
  rows: Partial<Record<M, string>>;
}

export function RegionTable<M extends Exclude<keyof Region, 'region_code'>>({
  regions,
  measures,
  chosen,
  rows,
}: Props<M>) {
  const { t } = useTranslation('overview');
  const { regionName } = useRegions();
  const format = useFormat();
  return (
    <WideTable<Region>
      label={t('title')}
      size="small"
      rowKey="region_code"
      pagination={false}
      scroll={{ x: 'max-content', y: 460 }}
      dataSource={[...regions]}
      columns={[
        {
          title: t('region'),
          key: 'region',
          render: (_, region) => regionName(region.region_code),
        },
        ...measures.map((measure) => ({
          title: t(`measure.${measure}`),
          key: measure,
          align: 'right' as const,
          sorter: (a: Region, b: Region) => a[measure] - b[measure],
          render: (_: unknown, region: Region) => {
            const number = format.number(region[measure]);
            const list = rows[measure];
            const shown =
              list && region[measure] > 0 ? (
                <Link to={`${list}?region_code=${region.region_code}`}>{number}</Link>
              ) : (
                number
              );
            return measure === chosen ? <strong>{shown}</strong> : shown;
          },
        })),
      ]}
    />
  );
}
