/** Training classes, of one batch or of all: who trains them, how full they are, how many hours are planned. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import type { Batch } from '../api';
import { BatchSelect } from '../enrolments/BatchSelect';
import { CLASS_EXPORTERS, CLASSES, listClasses, type TrainingClass } from './api';
import { CLASS_STATUSES, CLASS_TONE, isFormer, isLiveClass } from './states';

interface Props {
  /** Only those of this batch, inside its page. */
  batch?: Batch;
  actions?: ReactNode;
}

export function ClassList({ batch, actions }: Props) {
  const { t } = useTranslation('training_classes');
  const format = useFormat();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const { options: editionOptions, current } = useEditions();
  const [params] = useSearchParams();
  const edition = params.get('edition_id') ?? current?.id;
  const periods = usePeriods(batch ? undefined : edition, 'teacher_training');
  const regions = batch
    ? regionOptions.filter(({ value }) => batch.region_codes.includes(value))
    : regionOptions;
  const former = isFormer(grant);

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: CLASS_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      key: 'short_of_hours',
      label: t('short_of_hours'),
      options: [{ value: 'true', label: t('short_of_hours') }],
    },
  ];
  if (!batch) {
    filters.push(
      {
        key: 'batch_id',
        label: t('fields.batch'),
        options: [],
        control: (value, change) => (
          <BatchSelect
            label={t('fields.batch')}
            placeholder={t('fields.batch')}
            value={value ?? null}
            onChange={(next) => change(typeof next === 'string' ? next : undefined)}
          />
        ),
      },
      {
        key: 'period',
        label: t('fields.period'),
        options: periods.map(({ period }) => ({
          value: String(period),
          label: t('period', { no: period }),
        })),
      },
    );
    if (editionOptions.length > 1) {
      filters.push({ key: 'edition_id', label: t('fields.edition'), options: editionOptions });
    }
  }
  if (grant?.scope.kind === 'country' && regions.length > 1) {
    filters.push({
      key: 'region_code',
      label: t('fields.region'),
      options: regions,
      searchable: true,
    });
  }

  const columns: ListColumn<TrainingClass>[] = [
    {
      key: 'title',
      title: t('fields.title'),
      render: (row) => <Link to={`/training/classes/${row.id}`}>{row.title}</Link>,
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: ({ status }) => (
        <StateTag tone={CLASS_TONE[status]}>{t(`status.${status}`)}</StateTag>
      ),
    },
    ...(batch
      ? []
      : [
          {
            key: 'batch',
            title: t('fields.batch'),
            render: (row: TrainingClass) => (
              <Link to={`/training/batches/${row.batch.id}`}>{row.batch.title}</Link>
            ),
          },
          {
            key: 'period',
            title: t('fields.period'),
            render: (row: TrainingClass) => t('period', { no: row.period }),
            initiallyHidden: true,
          },
        ]),
    {
      key: 'regions',
      title: t('fields.regions'),
      render: (row) => row.region_codes.map(regionName).join(t('separator')),
    },
    {
      key: 'participants',
      title: t('fields.participants'),
      align: 'right',
      render: (row) => format.number(row.participant_count),
    },
    {
      key: 'trainers',
      title: t('fields.trainers'),
      render: (row) => (
        <Text value={row.trainers.map(({ name }) => name).join(t('separator')) || null} />
      ),
    },
    {
      key: 'hours',
      title: t('fields.hours'),
      align: 'right',
      render: (row) => {
        const text = t('hours_of', { planned: row.hours.planned, least: row.hours.least });
        return isLiveClass(row) && row.hours.planned < row.hours.least ? (
          <StateTag tone="warn">{text}</StateTag>
        ) : (
          text
        );
      },
    },
    {
      key: 'starts_on',
      title: t('fields.starts_on'),
      render: (row) => <DateText value={row.starts_on} />,
    },
    {
      key: 'ends_on',
      title: t('fields.ends_on'),
      render: (row) => <DateText value={row.ends_on} />,
      initiallyHidden: true,
    },
    {
      key: 'deviations',
      title: t('fields.deviations'),
      align: 'right',
      render: (row) =>
        row.deviations.length > 0 ? (
          <StateTag tone="warn">{format.number(row.deviations.length)}</StateTag>
        ) : (
          <Text value={null} />
        ),
    },
    {
      key: 'deviation_reasons',
      title: t('fields.deviation_reasons'),
      render: (row) => (
        <Text value={row.deviations.map(({ reason }) => reason).join(t('separator')) || null} />
      ),
      initiallyHidden: true,
    },
    {
      key: 'held',
      title: t('fields.held_hours'),
      align: 'right',
      render: (row) => format.number(row.hours.held),
      initiallyHidden: true,
    },
    {
      key: 'least',
      title: t('fields.least'),
      align: 'right',
      render: (row) => format.number(row.hours.least),
      initiallyHidden: true,
    },
  ];

  return (
    <ListPage<TrainingClass>
      id={batch ? 'training-batch-classes' : 'training-classes'}
      title={t('classes')}
      intro={t('classes_intro')}
      embedded={batch !== undefined}
      queryKey={[...CLASSES, 'list', batch?.id]}
      fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
        listClasses(
          { q, cursor, limit, count, ...set, ...(batch ? { batch_id: batch.id } : {}) },
          signal,
        )
      }
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.title}
      filters={filters}
      searchPlaceholder={t('search')}
      {...(grant && CLASS_EXPORTERS.includes(grant.role)
        ? {
            exportTo: {
              path: '/api/v1/training-classes/export.xlsx',
              ...(batch ? { query: { batch_id: batch.id } } : {}),
            },
          }
        : {})}
      actions={actions}
      empty={{
        title: t('no_classes'),
        hint: former ? t('no_classes_hint_keeper') : t('no_classes_hint_reader'),
        ...(former && !batch
          ? { action: <Link to="/training/batches">{t('to_batches')}</Link> }
          : {}),
      }}
    />
  );
}
