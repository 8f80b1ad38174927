import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Button, Form, Input } from 'antd';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem';
import { findDialog, renderStaff } from '@/test/render';
import { FormDrawer, type SubmitContext } from './FormDrawer';
import { useLeaveAll } from './useUnsavedGuard';

interface Values {
  name: string;
  contact: { phone: string };
}

const rule = {
  rule: 'cohort.max_students',
  clause: '二.2.(3)',
  severity: 'should',
  limit: 18,
  actual: 20,
  message: 'at most 18 students',
};

function show(
  onSubmit: (values: Values, context: SubmitContext) => Promise<string>,
  more: { onDone?: (result: string) => void; onClose?: () => void; onReload?: () => void } = {},
) {
  return renderStaff(
    <FormDrawer<Values, string>
      open
      title="新建"
      onSubmit={onSubmit}
      onDone={more.onDone ?? (() => undefined)}
      onClose={more.onClose ?? (() => undefined)}
      {...(more.onReload ? { onReload: more.onReload } : {})}
    >
      <Form.Item name="name" label="名称">
        <Input />
      </Form.Item>
      <Form.Item name={['contact', 'phone']} label="电话">
        <Input />
      </Form.Item>
    </FormDrawer>,
  );
}

function Leaving({ onLeave }: { onLeave: () => void }) {
  const leaveAll = useLeaveAll();
  return <Button onClick={() => leaveAll(onLeave)}>切换</Button>;
}

const save = () => userEvent.click(screen.getByRole('button', { name: '保存' }));

describe('FormDrawer', () => {
  it('puts the server’s field errors on their fields and keeps what was typed', async () => {
    const onDone = vi.fn();
    show(
      () =>
        Promise.reject(
          new ApiProblem({
            status: 422,
            code: 'invalid',
            errors: [
              { pointer: '/name', code: 'length', message: 'must have 1 to 50 characters' },
              { pointer: '/contact/phone', code: 'odd', message: 'is not a phone number' },
              { pointer: '/elsewhere', code: 'odd', message: 'is not wanted' },
            ],
          }),
        ),
      { onDone },
    );
    await userEvent.type(await screen.findByLabelText('名称'), '学校');
    await save();
    expect(await screen.findByText('长度不符合要求')).toBeInTheDocument();
    // A code the catalogue does not know shows the server's sentence.
    expect(screen.getByText('is not a phone number')).toBeInTheDocument();
    // What no field shows stands above the form.
    expect(
      within(screen.getByRole('alert', { name: '' })).getByText('is not wanted', { exact: false }),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('名称')).toHaveValue('学校');
    expect(onDone).not.toHaveBeenCalled();
  });

  it('asks for the reason of a should-rule and sends it along', async () => {
    const sent: SubmitContext[] = [];
    const onDone = vi.fn();
    show(
      (_values, context) => {
        sent.push(context);
        return context.overrides.length > 0
          ? Promise.resolve('made')
          : Promise.reject(
              new ApiProblem({ status: 409, code: 'rule_override_required', rules: [rule] }),
            );
      },
      { onDone },
    );
    await userEvent.type(await screen.findByLabelText('名称'), '班');
    await save();
    const dialog = await findDialog(/需要说明理由/);
    expect(dialog).toHaveTextContent('二.2.(3)');
    expect(dialog).toHaveTextContent('18');
    expect(dialog).toHaveTextContent('20');

    await userEvent.click(within(dialog).getByRole('button', { name: '说明理由并继续' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText('理由'), '教室只有一间');
    await userEvent.click(within(dialog).getByRole('button', { name: '说明理由并继续' }));

    await waitFor(() => expect(onDone).toHaveBeenCalledWith('made'));
    expect(sent[1]?.overrides).toEqual([{ rule: 'cohort.max_students', reason: '教室只有一间' }]);
    // The same thing is being made: the same key, or a repeated attempt could make two.
    expect(sent[1]?.idempotencyKey).toBe(sent[0]?.idempotencyKey);
  });

  it('goes back to the form without a reason', async () => {
    const onDone = vi.fn();
    show(
      () =>
        Promise.reject(
          new ApiProblem({ status: 409, code: 'rule_override_required', rules: [rule] }),
        ),
      { onDone },
    );
    await userEvent.type(await screen.findByLabelText('名称'), '班');
    await save();
    await userEvent.click(await screen.findByRole('button', { name: '返回修改' }));
    await waitFor(() => expect(screen.queryByText(/需要说明理由/)).toBeNull());
    expect(screen.getByLabelText('名称')).toHaveValue('班');
    expect(onDone).not.toHaveBeenCalled();
  });

  it('takes another key once something else is typed', async () => {
    const keys: string[] = [];
    show((_values, context) => {
      keys.push(context.idempotencyKey);
      return Promise.reject(ApiProblem.local('offline'));
    });
    await userEvent.type(await screen.findByLabelText('名称'), '甲');
    await save();
    await waitFor(() => expect(keys).toHaveLength(1));
    await screen.findByText(/网络不通/);
    await save();
    await waitFor(() => expect(keys).toHaveLength(2));
    await userEvent.type(screen.getByLabelText('名称'), '乙');
    await save();
    await waitFor(() => expect(keys).toHaveLength(3));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('warns before changes are thrown away', async () => {
    const onClose = vi.fn();
    show(() => Promise.resolve('x'), { onClose });
    await userEvent.type(await screen.findByLabelText('名称'), '学校');
    await userEvent.click(screen.getByRole('button', { name: '取消' }));
    await findDialog('还有未保存的修改');
    await userEvent.click(screen.getByRole('button', { name: '继续填写' }));
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: '取消' }));
    await userEvent.click(await screen.findByRole('button', { name: '离开' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('closes at once when nothing was typed', async () => {
    const onClose = vi.fn();
    show(() => Promise.resolve('x'), { onClose });
    await userEvent.click(await screen.findByRole('button', { name: '取消' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('stops a link from leaving with changes', async () => {
    const { router } = show(() => Promise.resolve('x'));
    await userEvent.type(await screen.findByLabelText('名称'), '学校');
    void router.navigate('/elsewhere');
    await userEvent.click(await screen.findByRole('button', { name: '继续填写' }));
    expect(router.state.location.pathname).toBe('/');
    void router.navigate('/elsewhere');
    await userEvent.click(await screen.findByRole('button', { name: '离开' }));
    expect(await screen.findByText('elsewhere')).toBeInTheDocument();
  });

  it('honours each of two forms on one page, and asks before the role changes', async () => {
    const left = vi.fn();
    const form = (title: string) => (
      <FormDrawer<Values, string>
        open
        title={title}
        onSubmit={() => Promise.resolve('x')}
        onDone={() => undefined}
        onClose={() => undefined}
      >
        <Form.Item name="name" label={`${title}的名称`}>
          <Input />
        </Form.Item>
      </FormDrawer>
    );
    const { router } = renderStaff(
      <>
        {form('甲表')}
        {form('乙表')}
        <Leaving onLeave={left} />
      </>,
    );
    // Typed into the first, while the second was mounted later.
    await userEvent.type(await screen.findByLabelText('甲表的名称'), '学校');
    void router.navigate('/elsewhere');
    await userEvent.click(await screen.findByRole('button', { name: '继续填写' }));
    expect(router.state.location.pathname).toBe('/');
    await userEvent.click(screen.getByRole('button', { name: '切换', hidden: true }));
    expect(left).not.toHaveBeenCalled();
    const leave = await screen.findAllByRole('button', { name: '离开' });
    await userEvent.click(leave[leave.length - 1] as HTMLElement);
    expect(left).toHaveBeenCalledOnce();
  });

  it('offers another way after a refusal, with what was typed', async () => {
    renderStaff(
      <FormDrawer<Values, string>
        open
        title="新建"
        onSubmit={() => Promise.reject(new ApiProblem({ status: 409, code: 'identity_conflict' }))}
        onDone={() => undefined}
        onClose={() => undefined}
        remedy={({ code }, { name }) =>
          code === 'identity_conflict' && <Button>转入 {name}</Button>
        }
      >
        <Form.Item name="name" label="名称">
          <Input />
        </Form.Item>
      </FormDrawer>,
    );
    await userEvent.type(await screen.findByLabelText('名称'), '甲');
    await save();
    expect(await screen.findByRole('button', { name: '转入 甲' })).toBeVisible();
  });

  it('offers the latest version when somebody else was quicker', async () => {
    const onReload = vi.fn();
    show(() => Promise.reject(new ApiProblem({ status: 412, code: 'version_mismatch' })), {
      onReload,
    });
    await userEvent.type(await screen.findByLabelText('名称'), '学校');
    await save();
    await userEvent.click(await screen.findByRole('button', { name: '载入对方的修改' }));
    expect(onReload).toHaveBeenCalledOnce();
  });
});
