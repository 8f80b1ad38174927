/** Who learns in a class: joining, leaving, and moving to another class of the school. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { App, Button, Card, Empty, Flex, Form, Grid, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { WideTable } from '@/components/display/WideTable';
import { FormDrawer } from '@/components/form/FormDrawer';
import { RowCards } from '@/components/list/RowCards';
import type { ListColumn } from '@/components/list/types';
import { MemberSelect } from '@/components/pickers/MemberSelect';
import { useRuleOverride } from '@/components/rules/useRuleOverride';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import {
  COHORTS,
  type Cohort,
  type CohortStudent,
  changeStudents,
  cohortStudents,
  listCohorts,
  moveStudents,
} from './api';

interface Props {
  cohort: Cohort;
  editable: boolean;
  onChanged: () => Promise<void>;
}

export function StudentsCard({ cohort, editable, onChanged }: Props) {
  const { t } = useTranslation('cohorts');
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const narrow = Grid.useBreakpoint().md === false;
  const [selected, setSelected] = useState<string[]>([]);
  const [form, setForm] = useState<'add' | 'move'>();
  const { withOverrides, overrideDialog } = useRuleOverride();

  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useInfiniteQuery({
      queryKey: [...COHORTS, 'one', cohort.id, 'students'],
      queryFn: ({ pageParam, signal }) => cohortStudents(cohort.id, pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    });
  const rows = data?.pages.flatMap((page) => page.items) ?? [];

  const others = useQuery({
    queryKey: [...COHORTS, 'siblings', cohort.institution.id, cohort.edition_id],
    enabled: form === 'move',
    queryFn: ({ signal }) =>
      listCohorts(
        { institution_id: cohort.institution.id, edition_id: cohort.edition_id, limit: 200 },
        signal,
      ),
  });

  const finish = async () => {
    setForm(undefined);
    setSelected([]);
    await onChanged();
  };

  const remove = () =>
    modal.confirm({
      title: t('remove_title', { count: selected.length }),
      content: t('remove_explain'),
      okText: t('remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          const outcome = await withOverrides((overrides) =>
            changeStudents(cohort.id, { remove: selected }, overrides),
          );
          if (outcome.done) await finish();
        } catch (problem) {
          void message.error(problemText(problem));
        }
      },
    });

  const columns: ListColumn<CohortStudent>[] = [
    { key: 'name', title: t('fields.name'), render: (row) => row.name },
    { key: 'student_no', title: t('fields.student_no'), render: (row) => row.student_no },
    { key: 'major', title: t('fields.major'), render: (row) => <Text value={row.major} /> },
    { key: 'grade', title: t('fields.grade'), render: (row) => <Text value={row.grade} /> },
    {
      key: 'admin_class',
      title: t('fields.admin_class'),
      render: (row) => <Text value={row.admin_class} />,
    },
  ];

  return (
    <Card
      size="small"
      title={t('students_title', { students: format.number(cohort.student_count) })}
      extra={editable && <Button onClick={() => setForm('add')}>{t('add_students')}</Button>}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {editable && selected.length > 0 && (
        <Flex wrap gap={8} align="center" style={{ marginBottom: 12 }} role="status">
          <span>{t('selected', { count: selected.length })}</span>
          <Button onClick={() => setForm('move')}>{t('move')}</Button>
          <Button danger onClick={remove}>
            {t('remove')}
          </Button>
        </Flex>
      )}
      {narrow && rows.length > 0 ? (
        <RowCards<CohortStudent>
          rows={rows}
          columns={columns}
          rowKey={(row) => row.student_id}
          rowLabel={(row) => row.name}
          selected={editable ? selected : undefined}
          onSelect={setSelected}
        />
      ) : (
        <WideTable<CohortStudent>
          label={t('fields.students')}
          size="small"
          rowKey="student_id"
          loading={isPending}
          dataSource={rows}
          pagination={false}
          locale={{
            emptyText: (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('no_students')} />
            ),
          }}
          {...(editable
            ? {
                rowSelection: {
                  selectedRowKeys: selected,
                  onChange: (keys) => setSelected(keys.map(String)),
                  getTitleCheckboxProps: () => ({ 'aria-label': t('select_students') }),
                  getCheckboxProps: (row: CohortStudent) => ({
                    'aria-label': t('select_student', { name: row.name }),
                  }),
                },
              }
            : {})}
          columns={columns.map((column) => ({
            key: column.key,
            title: column.title,
            render: (_: unknown, row: CohortStudent) => column.render(row),
          }))}
        />
      )}
      {hasNextPage && (
        <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more_students')}
        </Button>
      )}
      <FormDrawer<{ student_ids: string[] }, Cohort>
        open={form === 'add'}
        title={t('add_students')}
        onSubmit={({ student_ids }, { overrides }) =>
          changeStudents(cohort.id, { add: student_ids }, overrides)
        }
        onClose={() => setForm(undefined)}
        onDone={() => void finish()}
      >
        <Form.Item
          name="student_ids"
          label={t('fields.students')}
          rules={[{ required: true, message: t('required') }]}
        >
          <MemberSelect
            kind="students"
            multiple
            institutionId={cohort.institution.id}
            placeholder={t('students_placeholder')}
          />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ to: string }, unknown>
        open={form === 'move'}
        title={t('move_title', { count: selected.length })}
        submitLabel={t('move')}
        onSubmit={({ to }, { overrides }) => moveStudents(cohort.id, to, selected, overrides)}
        onClose={() => setForm(undefined)}
        onDone={() => void finish()}
      >
        <Form.Item
          name="to"
          label={t('move_to')}
          rules={[{ required: true, message: t('required') }]}
        >
          <Select
            loading={others.isFetching}
            showSearch={{ optionFilterProp: 'label' }}
            options={(others.data?.items ?? [])
              .filter((one) => one.id !== cohort.id)
              .filter(({ status }) => !['submitted', 'finished', 'dissolved'].includes(status))
              .map((one) => ({
                value: one.id,
                label: t('cohort_option', { title: one.title, students: one.student_count }),
              }))}
          />
        </Form.Item>
      </FormDrawer>
      {overrideDialog}
    </Card>
  );
}
