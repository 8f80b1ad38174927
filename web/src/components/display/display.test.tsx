import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem';
import { renderPublic, renderStaff } from '@/test/render';
import { ErrorPage, errorKind } from '../plain/ErrorPage';
import { DateText, DateTimeText, Money } from './Formatted';
import { RevealField } from './RevealField';
import { SaveState } from './SaveState';
import { StateTag } from './StateTag';

describe('RevealField', () => {
  it('shows the value to whoever gives a reason, and hides it again', async () => {
    const onReveal = vi.fn().mockResolvedValue('110101199003070134');
    renderStaff(<RevealField label="证件号码" masked="110101********0134" onReveal={onReveal} />);
    await userEvent.click(await screen.findByRole('button', { name: '查看完整的证件号码' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: '查看' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    expect(onReveal).not.toHaveBeenCalled();

    await userEvent.type(within(dialog).getByLabelText('理由'), '核对考生身份');
    await userEvent.click(within(dialog).getByRole('button', { name: '查看' }));
    expect(await screen.findByText('110101199003070134')).toBeInTheDocument();
    expect(onReveal).toHaveBeenCalledWith('核对考生身份');

    await userEvent.click(screen.getByText('隐藏'));
    expect(screen.getByText('110101********0134')).toBeInTheDocument();
  });

  it('offers nothing to whom it is not allowed', async () => {
    renderStaff(<RevealField label="证件号码" masked="1***4" onReveal={vi.fn()} allowed={false} />);
    expect(await screen.findByText('1***4')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('values', () => {
  it('follow the language', async () => {
    renderStaff(
      <>
        <DateText value="2020-04-18" />
        <DateTimeText value="2020-04-18T01:00:00Z" />
        <Money fen={123450} />
        <DateText value={null} />
      </>,
    );
    expect(await screen.findByText('2020年4月18日')).toBeInTheDocument();
    expect(screen.getByText('2020/04/18 09:00')).toBeInTheDocument();
    expect(screen.getByText('¥1,234.50')).toBeInTheDocument();
    expect(screen.getByText('无')).toBeInTheDocument();
    await act(() => i18next.changeLanguage('en'));
    expect(screen.getByText('18 April 2020')).toBeInTheDocument();
  });
});

describe('states', () => {
  it('say it in words beside the colour', async () => {
    const onRetry = vi.fn();
    renderStaff(
      <>
        <StateTag tone="good">已批准</StateTag>
        <SaveState status="failed" onRetry={onRetry} />
      </>,
    );
    expect(await screen.findByText('已批准')).toBeInTheDocument();
    expect(screen.getByText('保存失败')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '重试' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });
});

describe('ErrorPage', () => {
  it.each([
    [new ApiProblem({ status: 403, code: 'forbidden' }), '当前身份不能打开此页面'],
    [new ApiProblem({ status: 404, code: 'not_found' }), '没有找到这个页面'],
    [new TypeError('Failed to fetch'), '连接不上服务器'],
    [new ApiProblem({ status: 503, code: 'maintenance' }), '系统正在维护或繁忙'],
    [new Error('boom'), '页面出了问题'],
  ])('has a page for %s', async (error, title) => {
    renderPublic(<ErrorPage kind={errorKind(error)} requestId="req-5" />);
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    expect(screen.getByText(/req-5/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '回到首页' })).toHaveAttribute('href', '/');
  });
});
