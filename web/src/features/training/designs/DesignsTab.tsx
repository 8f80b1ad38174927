/** The designs of a batch, for whoever looks after its participants. */
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import { DESIGNS, type Design, listDesigns } from './api';
import { Versions } from './Versions';

export function DesignsTab({ batchId }: { batchId: string }) {
  const { t } = useTranslation('designs');
  const format = useFormat();
  const { regionName } = useRegions();
  const columns: ListColumn<Design>[] = [
    { key: 'name', title: t('fields.name'), render: ({ participant }) => participant.name },
    {
      key: 'institution',
      title: t('fields.institution'),
      render: ({ participant }) => participant.institution,
    },
    {
      key: 'region',
      title: t('fields.region'),
      render: ({ participant }) => regionName(participant.region_code),
      initiallyHidden: true,
    },
    {
      key: 'count',
      title: t('fields.versions'),
      align: 'right',
      render: ({ versions }) => format.number(versions.length),
    },
    {
      key: 'newest',
      title: t('fields.newest'),
      render: ({ versions }) => <DateTimeText value={versions[0]?.submitted_at} />,
    },
    { key: 'files', title: t('versions'), render: (row) => <Versions design={row} /> },
  ];
  return (
    <ListPage<Design>
      id="teaching-designs"
      title={t('designs')}
      embedded
      queryKey={[...DESIGNS, 'list', batchId]}
      fetchPage={({ q, cursor, limit, count }, signal) =>
        listDesigns({ q, cursor, limit, count, batch_id: batchId }, signal)
      }
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={({ participant }) => participant.name}
      searchPlaceholder={t('search')}
      empty={{ title: t('none_yet'), hint: t('none_yet_hint') }}
    />
  );
}
