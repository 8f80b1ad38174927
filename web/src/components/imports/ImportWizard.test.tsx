import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { importEndpoints } from '@/lib/api/imports';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import { meta } from '@/test/training';
import { ImportWizard } from './ImportWizard';

const counts = { new: 2, changed: 1, unchanged: 4, refused: 1 };
const view = { id: 'i1', status: 'ready', file_name: '名单.xlsx', counts, job_id: 'j1' };
const job = {
  id: 'j1',
  kind: 'x',
  status: 'succeeded',
  rows_done: 8,
  rows_total: 8,
  created_at: '2020-03-02T01:00:00Z',
};

const rows: Record<string, object[]> = {
  refused: [
    {
      row_no: 7,
      outcome: 'refused',
      values: { name: '欧阳㛃', id_number: '110101199003070000' },
      problems: [{ column: 'id_number', code: 'check_digit', message: 'the check digit is wrong' }],
    },
    {
      row_no: 9,
      outcome: 'refused',
      values: { name: '王一' },
      problems: [{ column: 'name', code: 'duplicate', message: 'in row 2', other_row: 2 }],
    },
  ],
  changed: [
    {
      row_no: 3,
      outcome: 'changed',
      values: { name: '新名' },
      problems: [],
      changes: { name: '旧名' },
    },
  ],
};

function server(status: { now: string }) {
  return serve({
    'POST /api/v1/student-imports': () => {
      status.now = 'parsing';
      return json({ import: { ...view, status: 'parsing' }, job }, 202);
    },
    'GET /api/v1/student-imports/i1': () => {
      // The job has ended by the time somebody asks again.
      if (status.now === 'parsing') status.now = 'ready';
      return { ...view, status: status.now };
    },
    'GET /api/v1/student-imports/i1/rows': ({ query }: Call) => ({
      items: rows[query.get('outcome') ?? ''] ?? [],
    }),
    'POST /api/v1/student-imports/i1/commit': () => {
      status.now = 'committed';
      return json({ job: { ...job, id: 'j2' } }, 202);
    },
    'POST /api/v1/student-imports/i1/discard': () => ({ ...view, status: 'discarded' }),
    'GET /api/v1/jobs/{id}': () => job,
  });
}

const wizard = (onCommitted?: () => void, changesNeedReason = false) => (
  <ImportWizard
    changesNeedReason={changesNeedReason}
    title="导入"
    name="students"
    endpoints={importEndpoints('/api/v1/student-imports', '/api/v1/students/import-template.xlsx')}
    fields={{ institution_id: 'school-1' }}
    columnLabel={(column) => (column === 'id_number' ? '证件号码' : column)}
    {...(onCommitted ? { onCommitted } : {})}
  />
);

const chooser = () =>
  waitFor(() => {
    const found = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!found) throw new Error('no file input yet');
    return found;
  });

describe('ImportWizard', () => {
  it('says how large a file may be here, and sends no larger one', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/meta': () => ({
        ...meta,
        file_limits: { ...meta.file_limits, spreadsheet: 3e6 },
      }),
    });
    renderStaff(wizard());
    expect(await screen.findByText('文件不超过 3 MB。')).toBeInTheDocument();
    await userEvent.upload(await chooser(), new File([new Uint8Array(3e6 + 1)], '名单.xlsx'));
    expect(await screen.findByText('文件超过 3 MB，请拆分后再导入')).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('takes up again what was left open', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/student-imports': () => ({
        items: [
          { ...view, created_at: '2020-03-02T01:00:00Z' },
          {
            ...view,
            id: 'i0',
            file_name: '旧名单.xlsx',
            status: 'discarded',
            created_at: '2020-03-01T01:00:00Z',
          },
        ],
      }),
      'GET /api/v1/student-imports/i1': () => view,
      'GET /api/v1/student-imports/i1/rows': () => ({ items: rows.refused }),
    });
    const { router } = renderStaff(
      <ImportWizard
        title="导入"
        name="students"
        endpoints={importEndpoints('/api/v1/student-imports')}
      />,
    );
    expect(await screen.findByText('待核对')).toBeInTheDocument();
    // What was thrown away is told, not offered.
    expect(screen.queryByRole('button', { name: '旧名单.xlsx' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '名单.xlsx' }));
    expect(await screen.findByText('欧阳㛃')).toBeInTheDocument();
    expect(router.state.location.search).toBe('?import=i1');
    expect(calls.some(({ method }) => method !== 'GET')).toBe(false);
  });

  it('uploads, checks, shows what is wrong row by row, and imports', async () => {
    asUser();
    const status = { now: 'none' };
    const { calls } = server(status);
    const { router } = renderStaff(wizard());
    const input = await chooser();
    // The test environment loses a file's name on the way to fetch: look at what is put into the form.
    const part = vi.spyOn(FormData.prototype, 'append');
    const file = new File(['x'], '名单.xlsx');
    await userEvent.upload(input, file);

    expect(await screen.findByText('欧阳㛃')).toBeInTheDocument();
    expect(screen.getByText('证件号码', { selector: 'strong' })).toBeInTheDocument();
    expect(screen.getByText('the check digit is wrong')).toBeInTheDocument();
    expect(screen.getByText('与上传文件的第 2 行重复')).toBeInTheDocument();
    const upload = calls.find(
      ({ method, path }) => method === 'POST' && path.endsWith('student-imports'),
    );
    expect(part).toHaveBeenCalledWith('institution_id', 'school-1');
    expect(part).toHaveBeenCalledWith('file', file);
    expect(upload?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(router.state.location.search).toContain('import=i1');

    await userEvent.click(screen.getByText('更新', { selector: '.ant-segmented-item-label' }));
    expect(await screen.findByText('原为：旧名')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: '导入 3 行' }));
    expect(await screen.findByText('导入完成')).toBeInTheDocument();
    expect(screen.getByText('新增 2，更新 1，无变化 4，未导入 1')).toBeInTheDocument();
  });

  it('goes on after a reload where it was', async () => {
    asUser();
    server({ now: 'ready' });
    renderStaff(wizard(), '/?import=i1');
    expect(await screen.findByRole('button', { name: '导入 3 行' })).toBeInTheDocument();
  });

  it('asks why what stands is changed before it goes in, where that is wanted', async () => {
    asUser();
    const { calls } = server({ now: 'ready' });
    renderStaff(wizard(undefined, true), '/?import=i1');
    const go = await screen.findByRole('button', { name: '导入 3 行' });
    expect(go).toBeDisabled();
    const reason = screen.getByLabelText('更改原因（1 行将改动已有内容）');
    await userEvent.type(reason, '  ');
    expect(go).toBeDisabled();
    await userEvent.type(reason, '复核：漏判');
    await userEvent.click(go);
    expect(await screen.findByText('导入完成')).toBeInTheDocument();
    const commit = calls.find(({ path }) => path.endsWith('/commit'));
    expect(commit?.body).toEqual({ reason: '复核：漏判' });
  });

  it('starts over when the import is given up', async () => {
    asUser();
    const { calls } = server({ now: 'ready' });
    const { router } = renderStaff(wizard(), '/?import=i1');
    await userEvent.click(await screen.findByRole('button', { name: '放弃' }));
    expect(await screen.findByText('点击或把文件拖到这里')).toBeInTheDocument();
    expect(router.state.location.search).toBe('');
    expect(calls.some(({ path }) => path.endsWith('/discard'))).toBe(true);
  });

  it('tells that it is done when the import had been committing', async () => {
    asUser();
    let status = 'committing';
    serve({
      'GET /api/v1/student-imports/i1': () => ({ ...view, status }),
      'GET /api/v1/jobs/{id}': () => {
        status = 'committed';
        return job;
      },
    });
    const onCommitted = vi.fn();
    renderStaff(wizard(onCommitted), '/?import=i1&job=j2');
    expect(await screen.findByText('导入完成')).toBeInTheDocument();
    expect(onCommitted).toHaveBeenCalledOnce();
  });

  it('says what is wrong with a refused file', async () => {
    asUser();
    serve({ 'POST /api/v1/student-imports': () => problem(422, 'file_unreadable') });
    renderStaff(wizard());
    await userEvent.upload(await chooser(), new File(['x'], 'a.xlsx'));
    expect(await screen.findByText(/文件无法读取/)).toBeInTheDocument();
    expect(screen.getByText('点击或把文件拖到这里')).toBeInTheDocument();
  });

  it('says that a file is empty, and takes the text that school systems write', async () => {
    asUser();
    const errors = [{ pointer: '/file', code: 'empty', message: 'the file is empty' }];
    serve({ 'POST /api/v1/student-imports': () => problem(422, 'invalid', { errors }) });
    renderStaff(wizard());
    await userEvent.upload(await chooser(), new File([], '名单.txt'));
    expect(await screen.findByText(/文件是空的/)).toBeInTheDocument();
  });

  it('says of a file whose job failed what is wrong with it', async () => {
    asUser();
    const errors = [{ pointer: '/file', code: 'merged_cells', message: 'A2:B3 are merged' }];
    const error = { code: 'file_unreadable', detail: 'The file cannot be read', errors };
    serve({
      'GET /api/v1/student-imports/i1': () => ({ ...view, status: 'failed' }),
      'GET /api/v1/jobs/{id}': () => ({ ...job, status: 'failed', error }),
    });
    renderStaff(wizard(), '/?import=i1');
    expect(await screen.findByText(/合并的单元格/)).toBeInTheDocument();
  });
});
