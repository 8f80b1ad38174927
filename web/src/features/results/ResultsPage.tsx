/** Subject results by exam date; a certifier imports and corrects them, everybody else reads their own scope. */
import { ImportOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { DateText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { useSession } from '@/lib/session/store';
import { CorrectionDrawer } from './CorrectionDrawer';
import { HistoryDrawer } from './HistoryDrawer';
import { useExamDates } from './useExamDates';
import { KEEPERS, READERS, RESULTS, type Result, STATUS_TONE, STATUSES } from './words';

export default function ResultsPage() {
  const { t, i18n } = useTranslation('results');
  const [params] = useSearchParams();
  const { grant } = useSession();
  const { options: regionOptions } = useRegions();
  const { options: editionOptions, current } = useEditions();
  const { dateOptions, subjectOptions } = useExamDates(params.get('edition_id') ?? current?.id);
  const [correcting, setCorrecting] = useState<Result>();
  const [history, setHistory] = useState<Result>();
  const role = grant?.role;
  const keeper = role !== undefined && KEEPERS.includes(role);
  const own = grant?.scope.kind === 'self';
  const wide = grant?.scope.kind === 'country' || grant?.scope.kind === 'region';
  const title = (subject: Result['subject']) =>
    i18n.language === 'en' ? subject.title_en : subject.title_zh;

  const filters: ListFilter[] = [
    { key: 'edition_id', label: t('fields.edition'), options: editionOptions },
    { key: 'exam_date_id', label: t('fields.exam_date'), options: dateOptions },
    { key: 'subject', label: t('fields.subject'), options: subjectOptions },
    {
      key: 'status',
      label: t('fields.status'),
      options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
  ];
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

  if (grant?.scope.kind === 'country') {
    filters.push({
      key: 'region_code',
      label: t('fields.region'),
      options: regionOptions,
      searchable: true,
    });
  }

  const columns: ListColumn<Result>[] = [
    { key: 'name', title: t('fields.student'), render: (row) => row.student.name },
    { key: 'number', title: t('fields.number'), render: (row) => row.student.student_no },
    {
      key: 'institution',
      title: t('fields.institution'),
      render: (row) => row.institution.name,
      initiallyHidden: !wide,
    },
    { key: 'subject', title: t('fields.subject'), render: (row) => title(row.subject) },
    {
      key: 'exam_date',
      title: t('fields.exam_date'),
      render: (row) => <DateText value={row.exam_date} />,
    },
    {
      key: 'score',
      title: t('fields.score'),
      align: 'right',
      render: (row) => <Text value={row.score} />,
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
  ];
  if (!own) {
    columns.push({
      key: 'actions',
      title: t('fields.actions'),
      render: (row) => (
        <Flex gap={8}>
          {keeper && (
            <Button size="small" onClick={() => setCorrecting(row)}>
              {t('correct.open')}
            </Button>
          )}
          <Button size="small" onClick={() => setHistory(row)}>
            {t('history.open')}
          </Button>
        </Flex>
      ),
    });
  }

  const importLink = (
    <Link to="/results/import">
      <Button type="primary" icon={<ImportOutlined />} tabIndex={-1}>
        {t('import.open')}
      </Button>
    </Link>
  );

  return (
    <>
      <ListPage<Result>
        id="results"
        title={t(own ? 'title_own' : 'title')}
        queryKey={[...RESULTS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          call(
            api.GET('/api/v1/subject-results', {
              params: { query: { q, cursor, limit, count, ...set } },
              signal,
            }),
          )
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${row.student.name} ${title(row.subject)}`}
        filters={filters}
        {...(own ? {} : { searchPlaceholder: t('search') })}
        {...(role && role !== 'student' && READERS.includes(role)
          ? { exportTo: { path: '/api/v1/subject-results/export.xlsx' } }
          : {})}
        actions={keeper && importLink}
        empty={{
          title: t('empty'),
          hint: t(keeper ? 'empty_hint_keeper' : 'empty_hint'),
          ...(keeper ? { action: importLink } : {}),
        }}
      />
      <CorrectionDrawer result={correcting} onClose={() => setCorrecting(undefined)} />
      <HistoryDrawer result={history} onClose={() => setHistory(undefined)} />
    </>
  );
}
