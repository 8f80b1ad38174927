import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Button } from 'antd';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import { screenWidth } from '@/test/setup';
import { ListPage } from './ListPage';
import type { BulkAction, ListQuery } from './types';

interface Row {
  id: string;
  name: string;
  city: string;
}

const rows = (from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `r${from + at}`,
    name: `学校${from + at}`,
    city: `城市${from + at}`,
  }));

function show(
  fetchPage: (query: ListQuery) => Promise<{ items: Row[]; next?: string | null }>,
  more: { at?: string; bulk?: BulkAction<Row>[] } = {},
) {
  return renderStaff(
    <ListPage<Row>
      id="schools"
      title="标题"
      queryKey={['schools']}
      fetchPage={fetchPage}
      columns={[
        { key: 'name', title: '名称', render: (row) => row.name, sort: 'name' },
        { key: 'city', title: '城市', render: (row) => row.city },
        { key: 'id', title: '代码', render: (row) => row.id, initiallyHidden: true },
      ]}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.name}
      filters={[
        { key: 'level', label: '层次', options: [{ value: 'higher', label: '高职' }] },
        { key: 'grade', label: '年级', options: [], typed: true },
      ]}
      searchPlaceholder="搜索"
      exportTo={{ path: '/api/v1/schools/export.xlsx' }}
      bulkActions={more.bulk ?? []}
      empty={{ title: '还没有学校', hint: '先开通一所', action: <Button>开通</Button> }}
    />,
    more.at,
  );
}

describe('ListPage', () => {
  it('asks the server for what the URL says', async () => {
    const fetchPage = vi.fn().mockResolvedValue({ items: rows(1, 1) });
    show(fetchPage, { at: '/?q=wh&level=higher&cursor=c1&sort=-name&other=x' });
    expect(await screen.findByText('学校1')).toBeVisible();
    expect(fetchPage.mock.calls[0]?.[0]).toEqual({
      q: 'wh',
      cursor: 'c1',
      limit: 50,
      sort: '-name',
      filters: { level: 'higher' },
    });
  });

  it('takes a filter that is typed into the URL, and shows what the URL says', async () => {
    const fetchPage = vi.fn().mockResolvedValue({ items: rows(1, 1) });
    const { router } = show(fetchPage, { at: '/?grade=2018&cursor=c1' });
    const grade = await screen.findByLabelText('年级');
    expect(grade).toHaveValue('2018');
    await userEvent.clear(grade);
    await userEvent.type(screen.getByLabelText('年级'), '2019{Enter}');
    await waitFor(() => expect(router.state.location.search).toBe('?grade=2019'));
    expect(fetchPage.mock.lastCall?.[0]).toMatchObject({ filters: { grade: '2019' } });
  });

  it('searches into the URL and starts at the first page', async () => {
    const fetchPage = vi.fn().mockResolvedValue({ items: rows(1, 1) });
    const { router } = show(fetchPage, { at: '/?cursor=c1' });
    await userEvent.type(await screen.findByRole('searchbox'), '武汉{Enter}');
    await waitFor(() =>
      expect(router.state.location.search).toBe(`?q=${encodeURIComponent('武汉')}`),
    );
    expect(fetchPage.mock.lastCall?.[0]).toMatchObject({ q: '武汉', cursor: undefined });
  });

  it('keeps what was opened in the same moment as the search began', async () => {
    const { router } = show(vi.fn().mockResolvedValue({ items: rows(1, 1) }));
    await userEvent.type(await screen.findByRole('searchbox'), '学校1');
    // In one turn: a row is opened, and before anything is drawn anew the search goes off.
    await act(async () => {
      await router.navigate('/?member=r1');
      fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'Enter' });
    });
    await waitFor(() =>
      expect(Object.fromEntries(new URLSearchParams(router.state.location.search))).toEqual({
        member: 'r1',
        q: '学校1',
      }),
    );
  });

  it('walks forward and back by cursors', async () => {
    const pages: Record<string, { items: Row[]; next?: string }> = {
      first: { items: rows(1, 2), next: 'c1' },
      c1: { items: rows(3, 2), next: 'c2' },
      c2: { items: rows(5, 1) },
    };
    show((query) => Promise.resolve(pages[query.cursor ?? 'first'] ?? { items: [] }));
    await screen.findByText('学校1');
    await userEvent.click(screen.getByRole('button', { name: '下一页' }));
    await screen.findByText('学校3');
    await userEvent.click(screen.getByRole('button', { name: '下一页' }));
    await screen.findByText('学校5');
    expect(screen.getByText('第 3 页')).toBeVisible();
    expect(screen.getByRole('button', { name: '下一页' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: '上一页' }));
    await screen.findByText('学校3');
    await userEvent.click(screen.getByRole('button', { name: '上一页' }));
    await screen.findByText('学校1');
    expect(screen.getByRole('button', { name: '上一页' })).toBeDisabled();
  });

  it('says how many there are without letting the rows wait, and asks once for all pages', async () => {
    let count: (page: { items: Row[]; total: number }) => void = () => undefined;
    const fetchPage = vi.fn((query: ListQuery) =>
      query.count
        ? new Promise<{ items: Row[]; total: number }>((resolve) => {
            count = resolve;
          })
        : Promise.resolve(query.cursor ? { items: rows(3, 1) } : { items: rows(1, 2), next: 'c1' }),
    );
    show(fetchPage, { at: '/?q=wh&level=higher' });
    expect(await screen.findByText('学校1')).toBeVisible();
    expect(screen.queryByText(/^共/)).toBeNull();
    await waitFor(() => expect(fetchPage).toHaveBeenCalledTimes(2));
    expect(fetchPage.mock.lastCall?.[0]).toMatchObject({
      q: 'wh',
      filters: { level: 'higher' },
      limit: 1,
      count: true,
    });
    count({ items: [], total: 1234 });
    expect(await screen.findByText('共 1,234 条')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: '下一页' }));
    expect(await screen.findByText('学校3')).toBeVisible();
    expect(screen.getByText('共 1,234 条')).toBeVisible();
    expect(fetchPage).toHaveBeenCalledTimes(3);
  });

  it('counts what fits on one page itself', async () => {
    const fetchPage = vi.fn().mockResolvedValue({ items: rows(1, 3) });
    show(fetchPage);
    expect(await screen.findByText('共 3 条')).toBeVisible();
    expect(fetchPage).toHaveBeenCalledTimes(1);
  });

  it('says what to do first when there is nothing, and how to search wider when a filter hides all', async () => {
    const { unmount } = show(() => Promise.resolve({ items: [] }));
    expect(await screen.findByText('先开通一所')).toBeVisible();
    expect(screen.getByRole('button', { name: '开通' })).toBeVisible();
    unmount();

    const { router } = show(() => Promise.resolve({ items: [] }), { at: '/?q=x&level=higher' });
    await userEvent.click(await screen.findByRole('button', { name: '清除条件' }));
    expect(router.state.location.search).toBe('');
  });

  it('tells a failure and reads again on demand', async () => {
    const fetchPage = vi
      .fn()
      .mockRejectedValueOnce(
        new ApiProblem({ status: 503, code: 'overloaded', requestId: 'req-9' }),
      )
      .mockResolvedValue({ items: rows(1, 1) });
    show(fetchPage);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('系统繁忙');
    expect(alert).toHaveTextContent('req-9');
    await userEvent.click(screen.getByRole('button', { name: '重试' }));
    expect(await screen.findByText('学校1')).toBeVisible();
  });

  it('remembers the chosen columns of the person', async () => {
    asUser();
    const page = () => Promise.resolve({ items: rows(1, 1) });
    const { unmount } = show(page);
    await screen.findByText('学校1');
    expect(screen.queryByText('r1')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '选择显示的列' }));
    await userEvent.click(await screen.findByRole('checkbox', { name: '代码' }));
    expect(await screen.findByText('r1')).toBeVisible();
    unmount();
    show(page);
    expect(await screen.findByText('r1')).toBeVisible();
  });

  it('runs a bulk action row by row and keeps the failed ones selected', async () => {
    const run = vi.fn((row: Row) =>
      row.id === 'r2'
        ? Promise.reject(new ApiProblem({ status: 409, code: 'same_person' }))
        : Promise.resolve(),
    );
    show(() => Promise.resolve({ items: rows(1, 3) }), {
      bulk: [
        {
          key: 'approve',
          label: '批准',
          excluded: (row) => (row.id === 'r3' ? '已批准' : undefined),
          run,
        },
      ],
    });
    await screen.findByText('学校1');
    for (const name of ['选择 学校1', '选择 学校2', '选择 学校3']) {
      await userEvent.click(screen.getByRole('checkbox', { name }));
    }
    await userEvent.click(screen.getByRole('button', { name: '批准' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('成功 1，失败 1，跳过 1')).toBeInTheDocument();
    expect(within(dialog).getByText(/第二步必须由另一个人完成/)).toBeInTheDocument();
    expect(within(dialog).getByText('已批准')).toBeInTheDocument();
    expect(run).toHaveBeenCalledTimes(2);
    expect(screen.getByText('已选 1 项')).toBeInTheDocument();
  });

  it('exports what is filtered', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/schools/export.xlsx': () =>
        new Response('x', {
          headers: { 'Content-Disposition': "attachment; filename*=UTF-8''%E5%90%8D.xlsx" },
        }),
    });
    vi.stubGlobal(
      'URL',
      Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }),
    );
    let saved: string | undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved = this.download;
    });
    show(() => Promise.resolve({ items: rows(1, 1) }), { at: '/?q=wh&level=higher&cursor=c1' });
    await userEvent.click(await screen.findByRole('button', { name: /导出/ }));
    await waitFor(() => expect(saved).toBe('名.xlsx'));
    expect(Object.fromEntries(calls[0]?.query ?? [])).toEqual({ q: 'wh', level: 'higher' });
    vi.unstubAllGlobals();
  });

  it('shows cards on a narrow screen', async () => {
    screenWidth(390);
    const { container } = show(() => Promise.resolve({ items: rows(1, 2) }));
    await screen.findByText('学校1');
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(container.querySelector('.ant-table')).toBeNull();
  });
});
