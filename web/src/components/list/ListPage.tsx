/**
 * Every list of the product: search and filters by the server and in the URL, keyset pages, chosen columns,
 * export of what is filtered, bulk actions with a result for each row, and an empty state that says what to
 * do first. A page gives it columns and a way to fetch.
 */
import { SettingOutlined } from '@ant-design/icons';
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import {
  Button,
  Checkbox,
  Empty,
  Flex,
  Grid,
  Input,
  Popover,
  Select,
  Skeleton,
  Typography,
} from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '@/lib/api/types';
import { useFormat } from '@/lib/format/useFormat';
import { PageHeader } from '../display/PageHeader';
import { ProblemAlert } from '../display/ProblemAlert';
import { WideTable } from '../display/WideTable';
import { useClear } from '../pickers/useClear';
import { BulkRunner } from './BulkRunner';
import { ExportButton } from './ExportButton';
import { RowCards } from './RowCards';
import { SearchBox } from './SearchBox';
import type { BulkAction, ListColumn, ListEmpty, ListExport, ListFilter, ListQuery } from './types';
import { useChosenColumns } from './useChosenColumns';
import { useListState } from './useListState';
import { useTotal } from './useTotal';

interface Props<R> {
  /** Names the list for the remembered columns. */
  id: string;
  title: string;
  intro?: ReactNode;
  /** Invalidate this key to read the list again. */
  queryKey: QueryKey;
  fetchPage: (query: ListQuery, signal: AbortSignal) => Promise<Page<R>>;
  columns: readonly ListColumn<R>[];
  rowKey: (row: R) => string;
  /** The row in a few words, for results and screen readers. */
  rowLabel: (row: R) => string;
  filters?: readonly ListFilter[];
  /** No search box without it. */
  searchPlaceholder?: string;
  exportTo?: ListExport;
  bulkActions?: readonly BulkAction<R>[];
  /** After a bulk action, to refresh what else shows these rows. */
  onBulkFinished?: () => void;
  /** What is done with the chosen rows together, in one request; `clear` takes the choice back. */
  selectionActions?: (rows: readonly R[], clear: () => void) => ReactNode;
  /** Buttons at the head, e.g. "new" and "import". */
  actions?: ReactNode;
  empty: ListEmpty;
  /** Between the head and the table. */
  children?: ReactNode;
  /** Stands inside a page that has its own head: `title` only names the table. */
  embedded?: boolean;
}

const NO_FILTERS: readonly ListFilter[] = [];

export function ListPage<R extends object>({
  id,
  title,
  intro,
  queryKey,
  fetchPage,
  columns,
  rowKey,
  rowLabel,
  filters = NO_FILTERS,
  searchPlaceholder,
  exportTo,
  bulkActions = [],
  onBulkFinished,
  selectionActions,
  actions,
  empty,
  children,
  embedded = false,
}: Props<R>) {
  const { t } = useTranslation('components');
  const clear = useClear();
  const format = useFormat();
  const screens = Grid.useBreakpoint();
  const list = useListState(filters);
  const { visible, choose } = useChosenColumns(id, columns);
  const [selected, setSelected] = useState<string[]>([]);

  const { data, error, isPending, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [...queryKey, list.query],
    queryFn: ({ signal }) => fetchPage(list.query, signal),
    placeholderData: keepPreviousData,
  });

  const total = useTotal(queryKey, list.query, isPlaceholderData ? undefined : data, fetchPage);

  // A selection belongs to the rows in sight.
  const queryText = JSON.stringify(list.query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another page or search is shown
  useEffect(() => setSelected([]), [queryText]);

  const rows = data?.items ?? [];
  const narrow = screens.md === false;
  const selectable = bulkActions.length > 0 || selectionActions !== undefined;
  const chosen = rows.filter((row) => selected.includes(rowKey(row)));

  const emptyState = list.filtered ? (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('list.nothing_found')}>
      <Button
        onClick={() =>
          list.change({
            q: undefined,
            ...Object.fromEntries(filters.map((filter) => [filter.key, undefined])),
          })
        }
      >
        {t('list.clear_filters')}
      </Button>
    </Empty>
  ) : (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <strong>{empty.title}</strong>
          {empty.hint && <div>{empty.hint}</div>}
        </>
      }
    >
      {empty.action}
    </Empty>
  );

  return (
    <>
      {!embedded && <PageHeader title={title} intro={intro} extra={actions} />}
      {children}
      <Flex wrap gap={8} align="center" style={{ marginBottom: 12 }}>
        {searchPlaceholder && (
          <SearchBox
            value={list.query.q}
            placeholder={searchPlaceholder}
            onSearch={(q) => {
              if (q !== list.query.q) list.change({ q });
            }}
          />
        )}
        {filters.map((filter) =>
          filter.control ? (
            <div key={filter.key} style={{ minWidth: 200 }}>
              {filter.control(list.query.filters[filter.key], (value) =>
                list.change({ [filter.key]: value }),
              )}
            </div>
          ) : filter.typed ? (
            // No search box: a page has one. Another value from outside (a link, "clear") starts it afresh.
            <Input
              key={`${filter.key}|${list.query.filters[filter.key] ?? ''}`}
              allowClear
              aria-label={filter.label}
              placeholder={filter.label}
              defaultValue={list.query.filters[filter.key] ?? ''}
              onPressEnter={({ currentTarget }) =>
                list.change({ [filter.key]: currentTarget.value.trim() || undefined })
              }
              onBlur={({ currentTarget }) => {
                const typed = currentTarget.value.trim() || undefined;
                if (typed !== list.query.filters[filter.key]) list.change({ [filter.key]: typed });
              }}
              onClear={() => list.change({ [filter.key]: undefined })}
              style={{ width: 120 }}
            />
          ) : (
            <Select
              key={filter.key}
              allowClear={clear}
              showSearch={filter.searchable ? { optionFilterProp: 'label' } : false}
              aria-label={filter.label}
              placeholder={filter.label}
              value={list.query.filters[filter.key] ?? null}
              options={[...filter.options]}
              onChange={(value: string | null | undefined) =>
                list.change({ [filter.key]: value ?? undefined })
              }
              popupMatchSelectWidth={false}
              style={{ minWidth: 140 }}
            />
          ),
        )}
        <Flex wrap gap={8} align="center" style={{ marginInlineStart: 'auto' }}>
          {total !== undefined && total > 0 && (
            <Typography.Text type="secondary">
              {t('list.total', { count: total, formatted: format.number(total) })}
            </Typography.Text>
          )}
          {embedded && actions}
          {exportTo && (
            <ExportButton
              path={exportTo.path}
              query={{ ...exportTo.query, ...list.query.filters, q: list.query.q }}
              fallbackName={`${id}.xlsx`}
            />
          )}
          <Popover
            trigger="click"
            placement="bottomRight"
            content={
              <Flex vertical gap={8}>
                <Checkbox.Group
                  value={visible.map((column) => column.key)}
                  onChange={(keys) => choose(keys)}
                  style={{ flexDirection: 'column', gap: 4 }}
                  options={columns.map((column, at) => ({
                    value: column.key,
                    label: column.title,
                    disabled: at === 0,
                  }))}
                />
                <Button size="small" onClick={() => choose(undefined)}>
                  {t('list.reset_columns')}
                </Button>
              </Flex>
            }
          >
            <Button icon={<SettingOutlined />} aria-label={t('list.choose_columns')} />
          </Popover>
        </Flex>
      </Flex>

      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}

      {/* Stays when nothing is chosen any more: the results of what was done to the rows are shown from here. */}
      {selectable && (
        <Flex
          wrap
          gap={12}
          align="center"
          style={selected.length > 0 ? { marginBottom: 12 } : { display: 'none' }}
          role="status"
        >
          <span>{t('list.selected', { count: selected.length })}</span>
          <BulkRunner
            actions={bulkActions}
            rows={chosen}
            rowKey={rowKey}
            rowLabel={rowLabel}
            onFinished={(failed) => {
              setSelected(failed);
              void refetch();
              onBulkFinished?.();
            }}
          />
          {selectionActions?.(chosen, () => setSelected([]))}
          <Button type="link" onClick={() => setSelected([])}>
            {t('list.clear_selection')}
          </Button>
        </Flex>
      )}

      {isPending && !error ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : narrow ? (
        rows.length === 0 ? (
          !error && emptyState
        ) : (
          <RowCards
            rows={rows}
            columns={visible}
            rowKey={rowKey}
            rowLabel={rowLabel}
            selected={selectable ? selected : undefined}
            onSelect={setSelected}
          />
        )
      ) : (
        <WideTable<R>
          label={title}
          size="middle"
          rowKey={rowKey}
          dataSource={rows}
          loading={isFetching && !isPending}
          pagination={false}
          sticky={{ offsetHeader: 56 }}
          locale={{ emptyText: emptyState }}
          {...(selectable
            ? {
                rowSelection: {
                  selectedRowKeys: selected,
                  onChange: (keys) => setSelected(keys.map(String)),
                  getTitleCheckboxProps: () => ({ 'aria-label': t('list.select_all') }),
                  getCheckboxProps: (row: R) => ({
                    'aria-label': t('list.select_row', { row: rowLabel(row) }),
                  }),
                },
              }
            : {})}
          columns={visible.map((column) => ({
            key: column.key,
            title: column.title,
            render: (_: unknown, row: R) => column.render(row),
            ...(column.align ? { align: column.align } : {}),
            ...(column.width ? { width: column.width } : {}),
            ...(column.sort
              ? {
                  sorter: true,
                  sortOrder:
                    list.query.sort === column.sort
                      ? ('ascend' as const)
                      : list.query.sort === `-${column.sort}`
                        ? ('descend' as const)
                        : null,
                }
              : {}),
          }))}
          onChange={(_pagination, _filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const name = columns.find((column) => column.key === one?.columnKey)?.sort;
            list.change({
              sort: !name || !one?.order ? undefined : one.order === 'descend' ? `-${name}` : name,
            });
          }}
        />
      )}

      {(list.hasPrevious || data?.next) && (
        <Flex
          component="nav"
          justify="flex-end"
          align="center"
          gap={8}
          style={{ marginTop: 12 }}
          aria-label={t('list.pages')}
        >
          <Button disabled={!list.hasPrevious} onClick={list.previous}>
            {t('list.previous')}
          </Button>
          <span>{t('list.page', { page: list.pageNumber })}</span>
          <Button disabled={!data?.next} onClick={() => data?.next && list.next(data.next)}>
            {t('list.next')}
          </Button>
        </Flex>
      )}
    </>
  );
}
