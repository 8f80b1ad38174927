/** What a dry run found: how many rows of each kind, and row by row what is wrong and why. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Grid, Segmented, Statistic } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportEndpoints, ImportOutcome, ImportRow, ImportView } from '@/lib/api/imports';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { ProblemAlert } from '../display/ProblemAlert';
import { WideTable } from '../display/WideTable';
import { RowCards } from '../list/RowCards';
import type { ListColumn } from '../list/types';

const OUTCOMES: readonly ImportOutcome[] = ['refused', 'changed', 'new', 'unchanged'];

/** Who a row means comes first; the answer names its columns in no order of its own. */
const LEADING = [
  'student_no',
  'staff_no',
  'number',
  'username',
  'name',
  'display_name',
  'institution',
  'institution_code',
  'institution_name',
  'id_type',
  'id_number',
  'subject',
  'status',
  'score',
];

function inOrder(columns: Iterable<string>): string[] {
  const place = (column: string) => {
    const at = LEADING.indexOf(column);
    return at < 0 ? LEADING.length : at;
  };
  return [...columns].sort((a, b) => place(a) - place(b));
}

interface Props {
  name: string;
  importId: string;
  view: ImportView;
  endpoints: ImportEndpoints;
  columnLabel: (column: string) => string;
  rowAction: ((row: ImportRow) => ReactNode) | undefined;
  onDownloadRefused: () => void;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function ImportReview({
  name,
  importId,
  view,
  endpoints,
  columnLabel,
  rowAction,
  onDownloadRefused,
}: Props) {
  const { t } = useTranslation('components');
  const { text } = useDynamicText('errors');
  const format = useFormat();
  const narrow = Grid.useBreakpoint().md === false;
  // What needs a look stands first: refused rows, then those that change what stands.
  const [outcome, setOutcome] = useState<ImportOutcome>(
    () => OUTCOMES.find((one) => view.counts[one] > 0) ?? 'new',
  );
  const [trail, setTrail] = useState<string[]>([]);
  const cursor = trail.at(-1);

  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['imports', name, importId, 'rows', outcome, cursor],
    queryFn: () => endpoints.rows(importId, cursor ? { outcome, cursor } : { outcome }),
  });

  const rows = data?.items ?? [];
  const columns: ListColumn<ImportRow>[] = [
    {
      key: 'row_no',
      title: t('import.row_no'),
      render: (row) => (narrow ? t('import.row', { row: row.row_no }) : row.row_no),
    },
  ];
  if (outcome === 'refused') {
    columns.push({
      key: 'problems',
      title: t('import.reason'),
      render: (row) => (
        <>
          <ul style={{ margin: 0, paddingInlineStart: 16 }}>
            {row.problems.map((problem) => (
              <li key={`${problem.column}|${problem.code}`}>
                <strong>{columnLabel(problem.column)}</strong>{' '}
                {text(`rows.${problem.code}${problem.other_row ? '_of' : ''}`, problem.message, {
                  row: problem.other_row,
                })}
              </li>
            ))}
          </ul>
          {rowAction?.(row)}
        </>
      ),
    });
  }
  for (const column of inOrder(new Set(rows.flatMap((row) => Object.keys(row.values))))) {
    columns.push({
      key: `value.${column}`,
      title: columnLabel(column),
      render: (row) => {
        const before = row.changes?.[column];
        return (
          <>
            {shown(row.values[column])}
            {before !== undefined && (
              <div>
                <small>{t('import.before', { value: shown(before) })}</small>
              </div>
            )}
          </>
        );
      },
    });
  }

  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={32}>
        {OUTCOMES.map((one) => (
          <Statistic
            key={one}
            title={t(`import.count_${one}`)}
            value={view.counts[one]}
            formatter={(value) => format.number(Number(value))}
          />
        ))}
      </Flex>
      <Flex wrap gap={8} justify="space-between">
        <Segmented<ImportOutcome>
          value={outcome}
          onChange={(next) => {
            setOutcome(next);
            setTrail([]);
          }}
          options={OUTCOMES.map((one) => ({ value: one, label: t(`import.count_${one}`) }))}
        />
        {view.counts.refused > 0 && (
          <Button icon={<DownloadOutlined />} onClick={onDownloadRefused}>
            {t('import.download_refused')}
          </Button>
        )}
      </Flex>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {narrow && rows.length > 0 ? (
        <RowCards<ImportRow>
          rows={rows}
          columns={columns}
          rowKey={(row) => String(row.row_no)}
          rowLabel={(row) => String(row.row_no)}
          selected={undefined}
          onSelect={() => undefined}
        />
      ) : (
        <WideTable<ImportRow>
          label={t(`import.count_${outcome}`)}
          size="small"
          rowKey="row_no"
          loading={isFetching}
          dataSource={[...rows]}
          pagination={false}
          locale={{ emptyText: t('import.no_rows') }}
          columns={columns.map((column) => ({
            key: column.key,
            title: column.title,
            render: (_: unknown, row: ImportRow) => column.render(row),
          }))}
        />
      )}
      {(trail.length > 0 || data?.next) && (
        <Flex justify="flex-end" gap={8}>
          <Button disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
            {t('list.previous')}
          </Button>
          <Button
            disabled={!data?.next}
            onClick={() => data?.next && setTrail([...trail, data.next])}
          >
            {t('list.next')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
