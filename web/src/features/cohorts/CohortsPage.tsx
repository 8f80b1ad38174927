/** The list of classes. The branch approves many at once, each on the version that was seen. */
import { PlusOutlined, ScissorOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { COHORTS, type Cohort, DECIDERS, EXPORTERS, FORMERS, listCohorts, takeStep } from './api';
import { CohortForm } from './CohortForm';
import { STATUS_TONE, STATUSES } from './steps';

export default function CohortsPage() {
  const { t } = useTranslation('cohorts');
  const client = useQueryClient();
  const navigate = useNavigate();
  const format = useFormat();
  const { grant } = useSession();
  const { options: regionOptions, regionName } = useRegions();
  const { options: editionOptions, editionTitle } = useEditions();
  const [adding, setAdding] = useState(false);
  const former = grant !== undefined && FORMERS.includes(grant.role);
  const decider = grant !== undefined && DECIDERS.includes(grant.role);
  const scope = grant?.scope.kind;
  const wide = scope === 'country' || scope === 'region';

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      key: 'kind',
      label: t('fields.kind'),
      options: (['regular', 'intensive'] as const).map((value) => ({
        value,
        label: t(`kinds.${value}`),
      })),
    },
  ];
  if (editionOptions.length > 1) {
    filters.push({ key: 'edition_id', label: t('fields.edition'), options: editionOptions });
  }
  if (wide) {
    filters.push({
      key: 'institution_id',
      label: t('fields.institution'),
      options: [],
      control: (value, change) => (
        <InstitutionSelect
          label={t('fields.institution')}
          placeholder={t('fields.institution')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }
  if (scope === 'country') {
    filters.push({
      key: 'region_code',
      label: t('fields.region'),
      options: regionOptions,
      searchable: true,
    });
  }

  const columns: ListColumn<Cohort>[] = [
    {
      key: 'title',
      title: t('fields.title'),
      render: (row) => <Link to={`/cohorts/${row.id}`}>{row.title}</Link>,
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
    ...(wide
      ? [
          {
            key: 'institution',
            title: t('fields.institution'),
            render: (row: Cohort) => row.institution.name,
          },
          {
            key: 'region',
            title: t('fields.region'),
            render: (row: Cohort) => regionName(row.region_code),
            initiallyHidden: true,
          },
        ]
      : []),
    { key: 'major', title: t('fields.major'), render: (row) => <Text value={row.major} /> },
    { key: 'kind', title: t('fields.kind'), render: (row) => t(`kinds.${row.kind}`) },
    {
      key: 'students',
      title: t('fields.students'),
      align: 'right',
      render: (row) => format.number(row.student_count),
    },
    {
      key: 'teachers',
      title: t('fields.teachers'),
      render: (row) => <Text value={row.teachers.map(({ name }) => name).join(t('separator'))} />,
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
      key: 'periods',
      title: t('fields.periods'),
      render: (row) => row.periods.map((no) => t('period', { no })).join(t('separator')),
      initiallyHidden: true,
    },
    {
      key: 'edition',
      title: t('fields.edition'),
      render: (row) => <Text value={editionTitle(row.edition_id)} />,
      initiallyHidden: true,
    },
    {
      key: 'submitted_at',
      title: t('fields.submitted_at'),
      render: (row) => <DateTimeText value={row.submitted_at} />,
      initiallyHidden: !decider,
    },
  ];

  const splitLink = (
    <Link to="/cohorts/split">
      <Button icon={<ScissorOutlined />} tabIndex={-1}>
        {t('split.open')}
      </Button>
    </Link>
  );

  return (
    <>
      <ListPage<Cohort>
        id="cohorts"
        title={t('title')}
        queryKey={[...COHORTS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listCohorts({ q, cursor, limit, count, ...set }, signal)
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        filters={filters}
        searchPlaceholder={t('search')}
        {...(grant && EXPORTERS.includes(grant.role)
          ? { exportTo: { path: '/api/v1/cohorts/export.xlsx' } }
          : {})}
        bulkActions={
          decider
            ? [
                {
                  key: 'approve',
                  label: t('steps.approve.do'),
                  confirm: (rows) => t('approve_many', { count: rows.length }),
                  excluded: (row) =>
                    row.status === 'submitted' ? undefined : t(`status.${row.status}`),
                  run: (row) => takeStep(row, 'approve', '', []),
                },
              ]
            : []
        }
        actions={
          former && (
            <>
              {splitLink}
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                {t('add')}
              </Button>
            </>
          )
        }
        empty={{
          title: t('empty'),
          hint: former ? t('empty_hint_former') : t('empty_hint_reader'),
          ...(former ? { action: splitLink } : {}),
        }}
      />
      <CohortForm
        open={adding}
        onClose={() => setAdding(false)}
        onSaved={async (cohort) => {
          setAdding(false);
          await client.invalidateQueries({ queryKey: COHORTS });
          void navigate(`/cohorts/${cohort.id}`);
        }}
      />
    </>
  );
}
