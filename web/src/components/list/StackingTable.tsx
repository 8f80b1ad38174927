/** A short table inside a page; on a screen too narrow for it each row is a card. */
import { Grid } from 'antd';
import { WideTable } from '@/components/display/WideTable';
import { RowCards } from './RowCards';
import type { ListColumn } from './types';

interface Props<R> {
  label: string;
  rows: readonly R[];
  columns: readonly ListColumn<R>[];
  rowKey: (row: R) => string;
  loading?: boolean;
}

export function StackingTable<R extends object>({
  label,
  rows,
  columns,
  rowKey,
  loading = false,
}: Props<R>) {
  const narrow = Grid.useBreakpoint().md === false;
  if (narrow && !loading) {
    return (
      <RowCards<R>
        rows={rows}
        columns={columns}
        rowKey={rowKey}
        rowLabel={rowKey}
        selected={undefined}
        onSelect={() => undefined}
      />
    );
  }
  return (
    <WideTable<R>
      label={label}
      size="small"
      rowKey={rowKey}
      loading={loading}
      pagination={false}
      dataSource={[...rows]}
      columns={columns.map(({ key, title, render }) => ({
        key,
        title,
        render: (_: unknown, row: R) => render(row),
      }))}
    />
  );
}
