/** Training batches: what is prepared, what enrols, how full it is. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DateText, DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { BATCHES, type Batch, EXPORTERS, KEEPERS, listBatches } from '../api';
import { BATCH_STATUSES, BATCH_TONE } from '../states';
import { BatchForm } from './BatchForm';

export default function BatchesPage() {
  const { t } = useTranslation('training');
  const client = useQueryClient();
  const navigate = useNavigate();
  const format = useFormat();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const { options: editionOptions, editionTitle, current } = useEditions();
  const [params] = useSearchParams();
  const periods = usePeriods(params.get('edition_id') ?? current?.id, 'teacher_training');
  const [adding, setAdding] = useState(false);
  const keeper = grant !== undefined && KEEPERS.includes(grant.role);

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('batch_fields.status'),
      // Whoever does not prepare batches is shown no draft.
      options: BATCH_STATUSES.filter((value) => keeper || value !== 'draft').map((value) => ({
        value,
        label: t(`batch_status.${value}`),
      })),
    },
    {
      key: 'period',
      label: t('batch_fields.period'),
      options: periods.map(({ period }) => ({
        value: String(period),
        label: t('period', { no: period }),
      })),
    },
    {
      key: 'enrolling',
      label: t('enrolling_now'),
      options: [{ value: 'true', label: t('enrolling_now') }],
    },
  ];
  if (editionOptions.length > 1) {
    filters.push({ key: 'edition_id', label: t('fields.edition'), options: editionOptions });
  }
  if (grant?.scope.kind === 'country') {
    filters.push({
      key: 'region_code',
      label: t('batch_fields.regions'),
      options: regionOptions,
      searchable: true,
    });
  }

  const columns: ListColumn<Batch>[] = [
    {
      key: 'title',
      title: t('batch_fields.title'),
      render: (row) => <Link to={`/training/batches/${row.id}`}>{row.title}</Link>,
    },
    {
      key: 'status',
      title: t('batch_fields.status'),
      render: (row) => (
        <StateTag tone={BATCH_TONE[row.status]}>{t(`batch_status.${row.status}`)}</StateTag>
      ),
    },
    {
      key: 'period',
      title: t('batch_fields.period'),
      render: (row) => t('period', { no: row.period }),
    },
    {
      key: 'regions',
      title: t('batch_fields.regions'),
      render: (row) => row.region_codes.map(regionName).join(t('separator')),
    },
    {
      key: 'taken',
      title: t('taken_of_places'),
      align: 'right',
      render: (row) =>
        t('of', { taken: format.number(row.taken), places: format.number(row.places) }),
    },
    {
      key: 'waiting',
      title: t('batch_fields.waiting'),
      align: 'right',
      render: (row) => format.number(row.waiting),
    },
    {
      key: 'enrol_until',
      title: t('batch_fields.enrol_until'),
      render: (row) => <DateTimeText value={row.enrol_until} />,
    },
    {
      key: 'starts_on',
      title: t('batch_fields.starts_on'),
      render: (row) => <DateText value={row.starts_on} />,
    },
    {
      key: 'ends_on',
      title: t('batch_fields.ends_on'),
      render: (row) => <DateText value={row.ends_on} />,
      initiallyHidden: true,
    },
    {
      key: 'trainers',
      title: t('batch_fields.trainers'),
      align: 'right',
      render: (row) => format.number(row.trainers.length),
    },
    {
      key: 'warnings',
      title: t('warnings_title'),
      align: 'right',
      render: (row) =>
        row.warnings.length > 0 ? (
          <StateTag tone="warn">{format.number(row.warnings.length)}</StateTag>
        ) : (
          <Text value={null} />
        ),
      initiallyHidden: !keeper,
    },
    {
      key: 'planned_hours',
      title: t('batch_fields.planned_hours'),
      align: 'right',
      render: (row) => format.number(row.planned_hours),
      initiallyHidden: true,
    },
    {
      key: 'edition',
      title: t('fields.edition'),
      render: (row) => <Text value={editionTitle(row.edition_id)} />,
      initiallyHidden: true,
    },
  ];

  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('add_batch')}
    </Button>
  );

  return (
    <>
      <ListPage<Batch>
        id="training-batches"
        title={t('batches')}
        intro={t('batches_intro')}
        queryKey={[...BATCHES, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listBatches({ q, cursor, limit, count, ...set }, signal)
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        filters={filters}
        searchPlaceholder={t('search_batches')}
        {...(grant && EXPORTERS.includes(grant.role)
          ? { exportTo: { path: '/api/v1/training-batches/export.xlsx' } }
          : {})}
        actions={keeper && add}
        empty={{
          title: t('no_batches'),
          hint: keeper ? t('no_batches_hint_keeper') : t('no_batches_hint_reader'),
          ...(keeper ? { action: add } : {}),
        }}
      />
      {keeper && (
        <BatchForm
          open={adding}
          onClose={() => setAdding(false)}
          onSaved={async (batch) => {
            setAdding(false);
            await client.invalidateQueries({ queryKey: BATCHES });
            void navigate(`/training/batches/${batch.id}`);
          }}
        />
      )}
    </>
  );
}
