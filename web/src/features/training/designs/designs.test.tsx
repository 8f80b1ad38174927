import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { renderStaffRoutes } from '@/test/render';
import { batch, enrolment, meta, shared, TEACHER } from '@/test/training';
import DesignPage from './DesignPage';

const file = new File([new Uint8Array(2_500_000)], '教学设计.docx', { lastModified: 1 });
const upload = {
  id: 'u1',
  purpose: 'teaching_design',
  name: '教学设计.docx',
  size: 2_500_000,
  offset: 0,
  part_size: 8_000_000,
};
const placed = { ...enrolment, status: 'placed' };
const base = {
  ...shared,
  'GET /api/v1/training-enrolments': () => ({ items: [placed] }),
  [`GET /api/v1/training-batches/${enrolment.batch.id}`]: () => ({
    ...batch,
    design_until: '2020-03-10T16:00:00Z',
  }),
};

const version = {
  id: 'v1',
  no: 1,
  title: '增值税',
  kind: 'docx',
  file_name: '教学设计.docx',
  size: 2_500_000,
  sha256: '0'.repeat(64),
  submitted_at: '2020-03-09T01:00:00Z',
  judged: true,
};
const design = {
  id: 'd1',
  batch_id: enrolment.batch.id,
  participant: {
    enrolment_id: enrolment.id,
    name: '单雄信',
    staff_no: 'T1',
    institution: '江城职业学院',
    region_code: '42',
    batch_title: enrolment.batch.title,
    design_until: '2020-03-10T16:00:00Z',
  },
  versions: [version],
  judged: true,
  created_at: '2020-03-09T01:00:00Z',
};
const show = () => renderStaffRoutes({ '/d': <DesignPage /> }, '/d');

async function choose(container: HTMLElement, chosen = file) {
  await screen.findByRole('button', { name: /选择文件/ });
  const input = container.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('nothing to choose a file with');
  await userEvent.upload(input, chosen);
}

describe('handing in a design', () => {
  beforeEach(() => localStorage.clear());

  it('sends the file in parts, goes on where it broke off, and hands it in with a title', async () => {
    asUser(TEACHER);
    let stands = 0;
    let breaks = true;
    const { calls } = serve({
      ...base,
      'GET /api/v1/teaching-designs': () => ({ items: [] }),
      'GET /api/v1/uploads': () => ({ items: stands > 0 ? [{ ...upload, offset: stands }] : [] }),
      'POST /api/v1/uploads': () => json(upload, 201),
      'PATCH /api/v1/uploads/u1': ({ headers }: Call) => {
        const at = Number(headers.get('Upload-Offset'));
        if (at === 1_000_000 && breaks) return problem(503, 'overloaded');
        stands = Math.min(at + 1_000_000, upload.size);
        return new Response(null, { status: 204 });
      },
      'POST /api/v1/teaching-designs': () => json({ id: 'd1' }, 201),
    });
    const { container } = show();
    await choose(container);
    expect(await screen.findByText(/上传中断，已传 1 \/ 2.5 MB/)).toBeInTheDocument();
    breaks = false;
    await userEvent.click(screen.getByRole('button', { name: '继续上传' }));
    expect(await screen.findByText('已上传 2.5 MB')).toBeInTheDocument();
    const sent = calls.filter(({ method }) => method === 'PATCH');
    expect(sent.map(({ headers }) => headers.get('Upload-Offset'))).toEqual([
      '0',
      '1000000',
      '1000000',
      '2000000',
    ]);
    expect(
      calls.filter((one) => one.method === 'POST' && one.path === '/api/v1/uploads'),
    ).toHaveLength(1);
    await userEvent.type(screen.getByLabelText('标题'), ' 增值税 ');
    await userEvent.click(screen.getByRole('button', { name: /提\s?交/ }));
    await waitFor(() =>
      expect(
        calls.find(({ path, method }) => method === 'POST' && path.endsWith('designs'))?.body,
      ).toEqual({
        enrolment_id: placed.id,
        upload_id: 'u1',
        title: '增值税',
      }),
    );
    expect(await screen.findByRole('button', { name: /选择文件/ })).toBeInTheDocument();
  });

  it('makes no second version where the answer did not arrive', async () => {
    asUser(TEACHER);
    let tries = 0;
    const { calls } = serve({
      ...base,
      'GET /api/v1/teaching-designs': () => ({ items: [] }),
      'GET /api/v1/uploads': () => ({ items: [] }),
      'POST /api/v1/uploads': () => json({ ...upload, offset: upload.size }, 201),
      'POST /api/v1/teaching-designs': () => {
        tries += 1;
        return tries === 1 ? problem(503, 'overloaded') : json({ id: 'd1' }, 201);
      },
    });
    const { container } = show();
    await choose(container);
    await userEvent.type(await screen.findByLabelText('标题'), '增值税');
    await screen.findByText('已上传 2.5 MB');
    await userEvent.click(screen.getByRole('button', { name: /提\s?交/ }));
    await screen.findByRole('alert');
    await userEvent.click(screen.getByRole('button', { name: /提\s?交/ }));
    await waitFor(() => expect(tries).toBe(2));
    const [first, second] = calls
      .filter(({ path, method }) => method === 'POST' && path.endsWith('designs'))
      .map(({ headers }) => headers.get('Idempotency-Key'));
    expect(first).toBeTruthy();
    expect(second).toBe(first);
  });

  it('says what is wrong with a file, and lets another be chosen', async () => {
    asUser(TEACHER);
    serve({
      ...base,
      'GET /api/v1/teaching-designs': () => ({ items: [] }),
      'GET /api/v1/uploads': () => ({ items: [] }),
      'POST /api/v1/uploads': () => json({ ...upload, offset: upload.size }, 201),
      'POST /api/v1/teaching-designs': () =>
        problem(415, 'unsupported_media_type', {
          errors: [{ pointer: '/upload_id', code: 'name_disagrees', message: 'x' }],
        }),
    });
    const { container } = show();
    await choose(container);
    await userEvent.type(await screen.findByLabelText('标题'), '增值税');
    await screen.findByText('已上传 2.5 MB');
    await userEvent.click(screen.getByRole('button', { name: /提\s?交/ }));
    expect(await screen.findByText(/文件的内容与扩展名不符/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /选择文件/ })).toBeInTheDocument();
  });

  it('is not sent when there is nothing in it', async () => {
    asUser(TEACHER);
    const { calls } = serve({ ...base, 'GET /api/v1/teaching-designs': () => ({ items: [] }) });
    const { container } = show();
    await choose(container, new File([], '教学设计.pdf'));
    expect(await screen.findByText(/文件是空的/)).toBeInTheDocument();
    expect(calls.some(({ path }) => path.startsWith('/api/v1/uploads'))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: '换一个文件' }));
    expect(screen.getByRole('button', { name: /选择文件/ })).toBeInTheDocument();
  });
});

describe('the deadline of a design', () => {
  beforeEach(() => {
    localStorage.clear();
    vi.useFakeTimers({ shouldAdvanceTime: true });
  });
  afterEach(() => void vi.useRealTimers());
  const MINUTE = 60_000;

  it('is told when it passes by the server’s clock, and nothing is taken from then on', async () => {
    asUser(TEACHER);
    serve({
      ...base,
      // The machine's own clock is years off.
      'GET /api/v1/meta': () => ({ ...meta, now: '2020-03-10T13:50:00Z' }),
      'GET /api/v1/teaching-designs': () => ({ items: [{ ...design, judged: false }] }),
    });
    show();
    expect(await screen.findByRole('button', { name: '提交新版本' })).toBeInTheDocument();
    expect(await screen.findByText('文件不超过 50 MB。')).toBeInTheDocument();
    await act(() => vi.advanceTimersByTimeAsync(128 * MINUTE));
    expect(screen.getByRole('button', { name: '提交新版本' })).toBeInTheDocument();
    expect(screen.queryByText('提交已截止')).not.toBeInTheDocument();
    await act(() => vi.advanceTimersByTimeAsync(2 * MINUTE + 1000));
    expect(screen.getByText('提交已截止')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '提交新版本' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /选择文件/ })).not.toBeInTheDocument();
    expect(screen.getByText('增值税')).toBeInTheDocument();
  });

  it('gives up a file that had not been handed in', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...base,
      'GET /api/v1/meta': () => ({ ...meta, now: '2020-03-10T15:59:00Z' }),
      'GET /api/v1/teaching-designs': () => ({ items: [] }),
      'GET /api/v1/uploads': () => ({ items: [] }),
      'POST /api/v1/uploads': () => json({ ...upload, offset: upload.size }, 201),
      'DELETE /api/v1/uploads/u1': () => undefined,
    });
    const { container } = show();
    const input = await waitFor(() => {
      const found = container.querySelector<HTMLInputElement>('input[type=file]');
      if (!found) throw new Error('nothing to choose a file with');
      return found;
    });
    await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).upload(input, file);
    expect(await screen.findByText('已上传 2.5 MB')).toBeInTheDocument();
    await act(() => vi.advanceTimersByTimeAsync(2 * MINUTE));
    expect(screen.getByText('提交已截止')).toBeInTheDocument();
    await waitFor(() => expect(calls.some(({ method }) => method === 'DELETE')).toBe(true));
  });
});

describe('what was handed in', () => {
  it('can be read by its author after the result, and nothing be handed in any more', async () => {
    asUser(TEACHER);
    serve({
      ...shared,
      'GET /api/v1/training-enrolments': () => ({ items: [] }),
      'GET /api/v1/teaching-designs': () => ({ items: [design] }),
    });
    show();
    expect(await screen.findByText(enrolment.batch.title)).toBeInTheDocument();
    expect(screen.getByText(/研修已经结束/)).toBeInTheDocument();
    expect(screen.getByText('已评审')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '下载第 1 版' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /提交/ })).not.toBeInTheDocument();
    expect(screen.queryByText('还没有需要提交的教学设计')).not.toBeInTheDocument();
  });
});
