/** Enrols teachers: a batch that enrols now, then as many teachers as one likes; each gets an answer. */
import { ImportOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { StateTag } from '@/components/display/StateTag';
import { useUrlIds } from '@/components/jobs/useJob';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { api, call, idempotencyKey } from '@/lib/api/client';
import { everyRow } from '@/lib/api/everyRow';
import type { Answer } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import {
  BATCHES,
  ENROLMENTS,
  type Enrolment,
  type EnrolmentResult,
  enrol,
  listEnrolments,
} from '../api';
import { ENROLMENT_TONE, isLive } from '../states';
import { BatchChoice, useOpenBatches } from './BatchChoice';
import { ResultsModal } from './ResultsModal';
import { refusedEach } from './results';

type Teacher = Answer<'/api/v1/teachers/{id}', 'get'>;

/** The newest enrolment of each teacher of one school, in the edition of the batch. */
function useStanding(institution: string | undefined, edition: string | undefined) {
  return useQuery({
    queryKey: [...ENROLMENTS, 'standing', institution, edition],
    enabled: institution !== undefined && edition !== undefined,
    queryFn: async ({ signal }) => {
      const rows = await everyRow((cursor) =>
        listEnrolments(
          { institution_id: institution, edition_id: edition, limit: 200, cursor },
          signal,
        ),
      );
      const newest = new Map<string, Enrolment>();
      // The newest comes first; a live one says more than one that has ended.
      for (const row of rows) {
        const known = newest.get(row.teacher.id);
        if (!known || (!isLive(known.status) && isLive(row.status))) {
          newest.set(row.teacher.id, row);
        }
      }
      return newest;
    },
  });
}

const NONE = { what: '', key: '' };

export default function EnrolPage() {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const [urlId, setUrlIds] = useUrlIds();
  const [busy, setBusy] = useState(false);
  const [results, setResults] = useState<EnrolmentResult[]>();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  // The same for every attempt with this batch and these teachers: nobody is enrolled twice.
  const attempt = useRef(NONE);
  const { data: batches } = useOpenBatches();
  // Where there is only one there is nothing to choose.
  const only = batches?.length === 1 ? batches[0] : undefined;
  const batch = batches?.find(({ id }) => id === urlId('batch')) ?? only;
  const wide = grant?.scope.kind === 'region';
  const school = wide ? urlId('institution_id') : (grant?.scope.institution_id ?? undefined);
  const { data: standing } = useStanding(school, batch?.edition_id);

  const send = async (rows: readonly Teacher[], clear: () => void) => {
    if (!batch) return;
    const ids = rows.map(({ id }) => id);
    const what = [batch.id, ...ids].join();
    if (attempt.current.what !== what) attempt.current = { what, key: idempotencyKey() };
    setNames(new Map(rows.map(({ id, name }) => [id, name])));
    setBusy(true);
    try {
      setResults((await enrol(batch.id, ids, attempt.current.key)).items);
      attempt.current = NONE;
      clear();
    } catch (error) {
      const each = refusedEach(error, ids);
      if (each) setResults(each);
      else void message.error(problemText(error));
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ENROLMENTS });
      await client.invalidateQueries({ queryKey: BATCHES });
    }
  };

  const filters: ListFilter[] = [
    ...(wide
      ? [
          {
            key: 'institution_id',
            label: t('enrolment_fields.institution'),
            options: [],
            control: (value: string | undefined, change: (value: string | undefined) => void) => (
              <InstitutionSelect
                label={t('enrolment_fields.institution')}
                placeholder={t('enrolment_fields.institution')}
                value={value ?? null}
                onChange={(next) => change(typeof next === 'string' ? next : undefined)}
              />
            ),
          },
        ]
      : []),
    { key: 'major', label: t('fields.major'), options: [], typed: true },
  ];

  const columns: ListColumn<Teacher>[] = [
    { key: 'name', title: t('enrolment_fields.name'), render: ({ name }) => name },
    { key: 'staff_no', title: t('enrolment_fields.staff_no'), render: (row) => row.staff_no },
    ...(wide
      ? [
          {
            key: 'institution',
            title: t('enrolment_fields.institution'),
            render: (row: Teacher) => <Text value={row.institution_name} />,
          },
        ]
      : []),
    { key: 'major', title: t('fields.major'), render: (row) => <Text value={row.major} /> },
    ...(school
      ? [
          {
            key: 'standing',
            title: t('fields.standing'),
            render: ({ id }: Teacher) => {
              const found = standing?.get(id);
              if (!found) return <Text value={null} />;
              return (
                <Flex wrap gap={4}>
                  <StateTag tone={ENROLMENT_TONE[found.status]}>
                    {found.rank
                      ? t('waiting_rank', { rank: format.number(found.rank) })
                      : t(`enrolment_status.${found.status}`)}
                  </StateTag>
                  <span>{found.batch.title}</span>
                </Flex>
              );
            },
          },
        ]
      : []),
  ];

  return (
    <>
      <PageHeader
        title={t('enrol_title')}
        intro={t('enrol_intro')}
        extra={
          <>
            <Link to="/training/enrolments">
              <Button tabIndex={-1}>{t('to_enrolments')}</Button>
            </Link>
            <Link to={`/training/enrol/import${batch ? `?batch=${batch.id}` : ''}`}>
              <Button icon={<ImportOutlined />} tabIndex={-1}>
                {t('import')}
              </Button>
            </Link>
          </>
        }
      />
      <Card size="small" title={t('choose_batch')} style={{ marginBottom: 16 }}>
        <BatchChoice value={batch?.id} onChange={(id) => setUrlIds({ batch: id })} />
      </Card>
      {batches && batches.length > 0 && (
        <Card size="small" title={t('choose_teachers')}>
          <ListPage<Teacher>
            id="training-enrol"
            title={t('choose_teachers')}
            embedded
            queryKey={['teachers', 'to-enrol']}
            fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
              call(
                api.GET('/api/v1/teachers', {
                  params: { query: { q, cursor, limit, count, status: 'active', ...set } },
                  signal,
                }),
              )
            }
            columns={columns}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            filters={filters}
            searchPlaceholder={t('search_teachers')}
            selectionActions={(rows, clear) => (
              <Button
                type="primary"
                loading={busy}
                disabled={!batch || rows.length === 0}
                onClick={() => void send(rows, clear)}
              >
                {batch ? t('enrol_in', { title: batch.title }) : t('choose_batch_first')}
              </Button>
            )}
            empty={{
              title: t('no_teachers'),
              hint: t('no_teachers_hint'),
              action: <Link to="/teachers/import">{t('to_teacher_import')}</Link>,
            }}
          />
        </Card>
      )}
      <ResultsModal
        results={results}
        nameOf={(id) => names.get(id) ?? id}
        onClose={() => setResults(undefined)}
      />
    </>
  );
}
