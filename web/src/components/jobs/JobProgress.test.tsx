import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import { JobProgress, secondsLeft } from './JobProgress';

const job = {
  id: 'j1',
  kind: 'student_import.parse',
  status: 'running',
  rows_done: 2500,
  rows_total: 10000,
  created_at: '2020-03-02T01:00:00Z',
};

describe('secondsLeft', () => {
  it('goes by the pace seen here', () => {
    expect(secondsLeft({ job: 'j', at: 0, done: 0 }, { job: 'j', at: 5000, done: 50 }, 150)).toBe(
      10,
    );
  });

  it.each([
    ['nothing happened yet', { job: 'j', at: 5000, done: 0 }, 100],
    ['too little time went by', { job: 'j', at: 500, done: 50 }, 100],
    ['all is done', { job: 'j', at: 5000, done: 100 }, 100],
  ])('says nothing when %s', (_why, now, total) => {
    expect(secondsLeft({ job: 'j', at: 0, done: 0 }, now, total)).toBeUndefined();
  });
});

describe('JobProgress', () => {
  it('shows the rows done and goes on asking until the job ends, telling it once', async () => {
    asUser();
    let asked = 0;
    serve({
      'GET /api/v1/jobs/j1': () => {
        asked += 1;
        return asked === 1 ? job : { ...job, status: 'succeeded', rows_done: 10000 };
      },
    });
    const onEnd = vi.fn();
    renderStaff(<JobProgress jobId="j1" onEnd={onEnd} />);
    expect(await screen.findByText('已处理 2,500 / 10,000 行')).toBeInTheDocument();
    expect(await screen.findByText('已处理 10,000 / 10,000 行')).toBeInTheDocument();
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it.each([
    ['failed', '没有完成，未保存任何改动'],
    ['interrupted', '服务重启时被中断'],
    ['cancelled', '已取消'],
  ])('says so when it %s', async (status, text) => {
    asUser();
    serve({
      'GET /api/v1/jobs/j1': () => ({ ...job, status, error: { code: 'file_unreadable' } }),
    });
    renderStaff(<JobProgress jobId="j1" />);
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('offers the failed rows as a file', async () => {
    asUser();
    serve({
      'GET /api/v1/jobs/j1': () => ({ ...job, status: 'succeeded', result: { failed: 3 } }),
    });
    renderStaff(<JobProgress jobId="j1" failuresPath="/api/v1/x.xlsx" />);
    expect(await screen.findByRole('button', { name: /下载失败的行/ })).toBeInTheDocument();
    expect(screen.getByText(/3 行失败/)).toBeInTheDocument();
  });
});
