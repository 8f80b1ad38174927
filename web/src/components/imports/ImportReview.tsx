/** What a dry run found: how many rows of each kind, and row by row what is wrong and why. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Segmented, Statistic, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportEndpoints, ImportOutcome, ImportRow, ImportView } from '@/lib/api/imports';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { ProblemAlert } from '../display/ProblemAlert';

const OUTCOMES: readonly ImportOutcome[] = ['refused', 'changed', 'new', 'unchanged'];

interface Props {
  name: string;
  importId: string;
  view: ImportView;
  endpoints: ImportEndpoints;
  columnLabel: (column: string) => string;
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
  onDownloadRefused,
}: Props) {
  const { t } = useTranslation('components');
  const { text } = useDynamicText('errors');
  const format = useFormat();
  const [outcome, setOutcome] = useState<ImportOutcome>(
    view.counts.refused > 0 ? 'refused' : 'new',
  );
  const [trail, setTrail] = useState<string[]>([]);
  const cursor = trail.at(-1);

  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['imports', name, importId, 'rows', outcome, cursor],
    queryFn: () => endpoints.rows(importId, cursor ? { outcome, cursor } : { outcome }),
  });

  const rows = data?.items ?? [];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];

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
      <Table<ImportRow>
        size="small"
        rowKey="row_no"
        loading={isFetching}
        dataSource={[...rows]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('import.no_rows') }}
        columns={[
          { title: t('import.row_no'), dataIndex: 'row_no', width: 72, fixed: 'left' as const },
          ...(outcome === 'refused'
            ? [
                {
                  title: t('import.reason'),
                  key: 'problems',
                  render: (_: unknown, row: ImportRow) => (
                    <ul style={{ margin: 0, paddingInlineStart: 16 }}>
                      {row.problems.map((problem) => (
                        <li key={`${problem.column}|${problem.code}`}>
                          <strong>{columnLabel(problem.column)}</strong>{' '}
                          {text(`rows.${problem.code}`, problem.message)}
                        </li>
                      ))}
                    </ul>
                  ),
                },
              ]
            : []),
          ...columns.map((column) => ({
            title: columnLabel(column),
            key: column,
            render: (_: unknown, row: ImportRow) => {
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
          })),
        ]}
      />
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
