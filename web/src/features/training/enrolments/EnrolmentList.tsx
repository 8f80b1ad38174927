/** Enrolments, of one batch or of all: the waiting list with its ranks, taking back and moving many at once. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { BulkAction, ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import {
  BATCHES,
  type Batch,
  ENROLLERS,
  ENROLMENTS,
  type Enrolment,
  listEnrolments,
  MOVERS,
  moveEnrolment,
  withdrawEnrolment,
} from '../api';
import { ENROLMENT_STATUSES, ENROLMENT_TONE, isFree, isUnplaced } from '../states';
import { BatchSelect } from './BatchSelect';

interface Props {
  /** Only those of this batch, inside its page. */
  batch?: Batch;
  actions?: ReactNode;
}

export function EnrolmentList({ batch, actions }: Props) {
  const { t } = useTranslation('training');
  const { t: tc } = useTranslation('training_classes');
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const { options: editionOptions, current } = useEditions();
  const [params] = useSearchParams();
  const edition = params.get('edition_id') ?? current?.id;
  const periods = usePeriods(batch ? undefined : edition, 'teacher_training');
  const scope = grant?.scope.kind;
  const wide = scope === 'country' || scope === 'region';
  const regions = batch
    ? regionOptions.filter(({ value }) => batch.region_codes.includes(value))
    : regionOptions;

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('batch_fields.status'),
      options: ENROLMENT_STATUSES.map((value) => ({
        value,
        label: t(`enrolment_status.${value}`),
      })),
    },
    {
      key: 'takes_place',
      label: t('batch_fields.places'),
      options: [
        { value: 'true', label: t('takes_place') },
        { value: 'false', label: t('takes_no_place') },
      ],
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
        label: t('batch_fields.period'),
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
  if (wide) {
    filters.push({
      key: 'institution_id',
      label: t('enrolment_fields.institution'),
      options: [],
      control: (value, change) => (
        <InstitutionSelect
          label={t('enrolment_fields.institution')}
          placeholder={t('enrolment_fields.institution')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }
  if (scope === 'country' && regions.length > 1) {
    filters.push({
      key: 'region_code',
      label: t('enrolment_fields.region'),
      options: regions,
      searchable: true,
    });
  }

  const columns: ListColumn<Enrolment>[] = [
    {
      key: 'name',
      title: t('enrolment_fields.name'),
      render: ({ teacher }) => <Link to={`/teachers?member=${teacher.id}`}>{teacher.name}</Link>,
    },
    {
      key: 'staff_no',
      title: t('enrolment_fields.staff_no'),
      render: ({ teacher }) => teacher.staff_no,
    },
    {
      key: 'status',
      title: t('batch_fields.status'),
      render: ({ status }) => (
        <StateTag tone={ENROLMENT_TONE[status]}>{t(`enrolment_status.${status}`)}</StateTag>
      ),
    },
    {
      key: 'rank',
      title: t('enrolment_fields.rank'),
      align: 'right',
      render: ({ rank }) => <Text value={rank ? format.number(rank) : null} />,
    },
    ...(batch
      ? []
      : [
          {
            key: 'batch',
            title: t('fields.batch'),
            render: (row: Enrolment) => (
              <Link to={`/training/batches/${row.batch.id}`}>{row.batch.title}</Link>
            ),
          },
        ]),
    {
      key: 'class',
      title: tc('classes'),
      render: (row) =>
        row.class ? (
          <Link to={`/training/classes/${row.class.id}`}>{row.class.title}</Link>
        ) : (
          <Text value={null} />
        ),
    },
    ...(wide
      ? [
          {
            key: 'institution',
            title: t('enrolment_fields.institution'),
            render: ({ institution }: Enrolment) => institution.name,
          },
          {
            key: 'region',
            title: t('enrolment_fields.region'),
            render: (row: Enrolment) => regionName(row.region_code),
            initiallyHidden: scope !== 'country',
          },
          {
            key: 'level',
            title: t('enrolment_fields.level'),
            render: (row: Enrolment) => t(`levels.${row.level}`),
            initiallyHidden: true,
          },
        ]
      : []),
    {
      key: 'seq',
      title: t('enrolment_fields.seq'),
      align: 'right',
      render: ({ seq }) => format.number(seq),
      initiallyHidden: batch === undefined,
    },
    {
      key: 'enrolled_at',
      title: t('enrolment_fields.enrolled_at'),
      render: (row) => <DateTimeText value={row.enrolled_at} />,
    },
    {
      key: 'promoted_at',
      title: t('enrolment_fields.promoted_at'),
      render: (row) => <DateTimeText value={row.promoted_at} />,
      initiallyHidden: true,
    },
    {
      key: 'ended_at',
      title: t('enrolment_fields.ended_at'),
      render: (row) => <DateTimeText value={row.ended_at} />,
      initiallyHidden: true,
    },
    {
      key: 'reason',
      title: t('enrolment_fields.reason'),
      render: (row) => <Text value={row.reason} />,
      initiallyHidden: true,
    },
  ];

  const excluded = ({ status, batch: { status: batchStatus } }: Enrolment) => {
    if (isFree(status, batchStatus)) return undefined;
    return isUnplaced(status)
      ? t('left_out_batch', { status: t(`batch_status.${batchStatus}`) })
      : t(`enrolment_status.${status}`);
  };
  const reason = (
    <Form.Item
      name="reason"
      label={t('enrolment_fields.reason')}
      rules={[{ required: true, whitespace: true, message: t('required') }]}
    >
      <Input maxLength={500} showCount />
    </Form.Item>
  );
  const withdraw: BulkAction<Enrolment> = {
    key: 'withdraw',
    label: t('withdraw'),
    danger: true,
    excluded,
    ask: (rows) => (
      <>
        <p>{t('withdraw_explain', { count: rows.length })}</p>
        {reason}
      </>
    ),
    run: (row, values) => withdrawEnrolment(row, values.reason?.trim() ?? ''),
  };
  const move: BulkAction<Enrolment> = {
    key: 'move',
    label: t('move'),
    excluded,
    ask: (rows) => (
      <>
        <p>{t('move_explain', { count: rows.length })}</p>
        <Form.Item
          name="batch_id"
          label={t('move_to')}
          rules={[{ required: true, message: t('required') }]}
        >
          <BatchSelect open {...(batch ? { except: batch.id } : {})} />
        </Form.Item>
        {reason}
      </>
    ),
    run: (row, values) => moveEnrolment(row, values.batch_id ?? '', values.reason?.trim() ?? ''),
  };
  const enroller = grant !== undefined && ENROLLERS.includes(grant.role);
  const mover = grant !== undefined && MOVERS.includes(grant.role);

  return (
    <ListPage<Enrolment>
      id={batch ? 'training-batch-enrolments' : 'training-enrolments'}
      title={t('enrolments')}
      intro={t('enrolments_intro')}
      embedded={batch !== undefined}
      queryKey={[...ENROLMENTS, 'list', batch?.id]}
      fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
        listEnrolments(
          { q, cursor, limit, count, ...set, ...(batch ? { batch_id: batch.id } : {}) },
          signal,
        )
      }
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={({ teacher }) => teacher.name}
      filters={filters}
      searchPlaceholder={t('search_enrolments')}
      exportTo={{
        path: '/api/v1/training-enrolments/export.xlsx',
        ...(batch ? { query: { batch_id: batch.id } } : {}),
      }}
      bulkActions={[...(mover ? [move] : []), ...(enroller ? [withdraw] : [])]}
      onBulkFinished={() => {
        void client.invalidateQueries({ queryKey: BATCHES });
        void client.invalidateQueries({ queryKey: ENROLMENTS });
      }}
      actions={actions}
      empty={{
        title: t('no_enrolments'),
        hint: enroller ? t('no_enrolments_hint_enroller') : t('no_enrolments_hint_reader'),
        ...(enroller ? { action: <Link to="/training/enrol">{t('to_enrol')}</Link> } : {}),
      }}
    />
  );
}
