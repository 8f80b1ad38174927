/** The numbers behind the map: every region with all measures, each number leading to its rows. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { WideTable } from '@/components/display/WideTable';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import { type BoardRegion, MEASURES, type Measure } from './api';
import { type Place, rowsOf } from './rows';

interface Props {
  rows: BoardRegion[];
  chosen: Measure;
  place: Place;
}

export function BoardTable({ rows, chosen, place }: Props) {
  const { t } = useTranslation('training');
  const { regionName } = useRegions();
  const format = useFormat();
  return (
    <WideTable<BoardRegion>
      label={t('board.title')}
      size="small"
      rowKey="region_code"
      pagination={false}
      scroll={{ x: 'max-content', y: 460 }}
      dataSource={rows}
      columns={[
        {
          title: t('enrolment_fields.region'),
          key: 'region',
          fixed: 'left',
          render: (_, row) => regionName(row.region_code),
        },
        ...MEASURES.map((measure) => ({
          title: t(`board.measure.${measure}`),
          key: measure,
          align: 'right' as const,
          sorter: (a: BoardRegion, b: BoardRegion) => a[measure] - b[measure],
          render: (_: unknown, row: BoardRegion) => {
            const number = format.number(row[measure]);
            const list = rowsOf(measure, row.region_code, place);
            const shown = list && row[measure] > 0 ? <Link to={list}>{number}</Link> : number;
            return measure === chosen ? <strong>{shown}</strong> : shown;
          },
        })),
      ]}
    />
  );
}
