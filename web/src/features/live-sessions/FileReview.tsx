/** One attendance file, row by row: whom each name means and why, to be chosen where it is not sure, or ignored. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Alert,
  App,
  Button,
  Flex,
  Popconfirm,
  Segmented,
  Select,
  Skeleton,
  Typography,
} from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { WideTable } from '@/components/display/WideTable';
import { answered } from '@/lib/api/answered';
import { useFormat } from '@/lib/format/useFormat';
import {
  type AttendanceFile,
  applyFile,
  chooseRows,
  discardFile,
  FILES,
  type FileRow,
  getFile,
} from './api';
import { isOpenRow, OUTCOME_TONE } from './states';

interface Props {
  id: string;
  editable: boolean;
  onChanged: () => Promise<void>;
  onClose: () => void;
}

/** The choice by which a row means nobody. */
const NOBODY = 'nobody';

export function FileReview({ id, editable, onChanged, onClose }: Props) {
  const { t } = useTranslation('live_sessions');
  const { message } = App.useApp();
  const format = useFormat();
  const client = useQueryClient();
  const [only, setOnly] = useState<'open' | 'all'>('open');
  const key = [...FILES, 'one', id];
  const {
    data: file,
    error,
    refetch,
  } = useQuery({ queryKey: key, queryFn: ({ signal }) => getFile(id, signal) });
  const keep = (next: AttendanceFile) => answered(client, key, next);
  const choose = useMutation({
    mutationFn: ({ of, rows }: { of: AttendanceFile; rows: Parameters<typeof chooseRows>[1] }) =>
      chooseRows(of, rows),
    onSuccess: keep,
    onError: () => refetch(),
  });
  const apply = useMutation({
    mutationFn: applyFile,
    onSuccess: async ({ file: next, recorded, kept }) => {
      await keep(next);
      void message.success(
        kept > 0 ? t('applied_kept', { recorded, kept }) : t('applied', { recorded }),
      );
      await onChanged();
    },
    onError: () => refetch(),
  });
  const discard = useMutation({
    mutationFn: discardFile,
    onSuccess: async (next) => {
      await keep(next);
      await onChanged();
    },
    onError: () => refetch(),
  });

  if (!file)
    return error ? (
      <ProblemAlert error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton active />
    );
  const open = editable && file.status === 'parsed';
  const all = file.rows ?? [];
  const rows = only === 'open' && file.open_rows > 0 ? all.filter(isOpenRow) : all;
  const people = file.members ?? [];
  const decide = (row: FileRow, value: string | undefined) => {
    if (value === undefined) return;
    choose.mutate({
      of: file,
      rows: [{ row_no: row.row_no, ...(value === NOBODY ? {} : { user_id: value }) }],
    });
  };
  const options = (row: FileRow) => {
    const likely = row.candidates.map(({ user_id }) => user_id);
    const option = (person: (typeof people)[number]) => ({
      value: person.user_id,
      label: `${person.name} · ${person.number}`,
    });
    return [
      ...people.filter((p) => likely.includes(p.user_id)).map(option),
      ...people.filter((p) => !likely.includes(p.user_id)).map(option),
      { value: NOBODY, label: t('ignore') },
    ];
  };

  return (
    <section aria-label={t('review_of', { name: file.file_name })}>
      <Flex vertical gap={12}>
        <Flex wrap gap={8} align="center">
          <Typography.Text strong>{file.file_name}</Typography.Text>
          {open && (
            <Segmented
              aria-label={t('which_rows')}
              value={only}
              onChange={(value) => setOnly(value as 'open' | 'all')}
              options={[
                { value: 'open', label: t('only_open', { n: file.open_rows }) },
                { value: 'all', label: t('all_rows', { n: all.length }) },
              ]}
            />
          )}
          {open && file.open_rows > 0 && (
            <Button
              size="small"
              loading={choose.isPending}
              onClick={() =>
                choose.mutate({
                  of: file,
                  rows: all.filter(isOpenRow).map(({ row_no }) => ({ row_no })),
                })
              }
            >
              {t('ignore_open')}
            </Button>
          )}
          {open && (
            <Popconfirm
              title={t('discard_question')}
              okText={t('discard')}
              onConfirm={() => discard.mutate(file)}
            >
              <Button size="small" danger loading={discard.isPending}>
                {t('discard')}
              </Button>
            </Popconfirm>
          )}
          {open && (
            <Button
              size="small"
              type="primary"
              disabled={file.open_rows > 0 || choose.isPending}
              loading={apply.isPending}
              onClick={() => apply.mutate(file)}
            >
              {t('apply')}
            </Button>
          )}
          <Button size="small" onClick={onClose}>
            {t('leave')}
          </Button>
        </Flex>
        {[choose.error, apply.error, discard.error].map(
          (problem) => problem && <ProblemAlert key={problem.message} error={problem} />,
        )}
        {open && file.open_rows > 0 && (
          <Alert type="warning" showIcon title={t('open_rows', { count: file.open_rows })} />
        )}
        {file.ignored.length > 0 && (
          <Typography.Text type="secondary">
            {t('ignored_columns', { list: file.ignored.join(t('separator')) })}
          </Typography.Text>
        )}
        {file.faults.length > 0 && (
          <Alert
            type="warning"
            title={t('faults', { count: file.faults.length })}
            description={
              <ul>
                {file.faults.map((fault) => (
                  <li key={fault.cell}>
                    {fault.cell} {fault.shown_name}: {fault.message}
                  </li>
                ))}
              </ul>
            }
          />
        )}
        <WideTable<FileRow>
          label={t('review_of', { name: file.file_name })}
          size="small"
          rowKey="row_no"
          pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          dataSource={[...rows]}
          columns={[
            { title: t('fields.row'), dataIndex: 'row_no', align: 'right' },
            { title: t('fields.shown_name'), dataIndex: 'shown_name' },
            {
              title: t('fields.joined_at'),
              render: (_, row) => <DateTimeText value={row.joined_at} />,
            },
            {
              title: t('fields.left_at'),
              render: (_, row) => <DateTimeText value={row.left_at} />,
            },
            {
              title: t('fields.length'),
              render: (_, row) => (
                <Text
                  value={
                    row.seconds === undefined || row.seconds === null
                      ? null
                      : format.duration(row.seconds)
                  }
                />
              ),
            },
            {
              title: t('fields.outcome'),
              render: (_, row) => (
                <StateTag tone={OUTCOME_TONE[row.outcome]}>
                  {t(`outcomes.${row.outcome}`)}
                  {row.matched_by && ` · ${t(`matched_by.${row.matched_by}`)}`}
                </StateTag>
              ),
            },
            {
              title: t('fields.person'),
              render: (_, row) =>
                open ? (
                  <Select
                    showSearch={{ optionFilterProp: 'label' }}
                    style={{ minWidth: 200 }}
                    aria-label={t('person_of', { row: row.row_no, name: row.shown_name })}
                    placeholder={t('choose_person')}
                    disabled={choose.isPending}
                    value={row.user_id ?? (row.outcome === 'ignored' ? NOBODY : null)}
                    options={options(row)}
                    onChange={(value) => decide(row, value ?? undefined)}
                  />
                ) : (
                  <Text value={people.find(({ user_id }) => user_id === row.user_id)?.name} />
                ),
            },
          ]}
        />
      </Flex>
    </section>
  );
}
