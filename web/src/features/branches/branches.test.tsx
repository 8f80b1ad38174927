import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import BranchesPage from './BranchesPage';

const branch = (region_code: string, name_zh: string) => ({
  id: `b${region_code}`,
  region_code,
  name_zh,
  name_en: name_zh,
  contacts: [],
  expert_team: [],
  priority: false,
  version: 2,
});

describe('branches', () => {
  it('let a branch edit its own contacts, and only its own', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/branches': () => ({ items: [branch('42', '湖北省'), branch('32', '江苏省')] }),
      'PATCH /api/v1/branches/b42': () => branch('42', '湖北省'),
    });
    renderStaff(<BranchesPage />);
    await screen.findByText('江苏省');
    await userEvent.click(screen.getByRole('button', { name: '编辑' }));
    expect(screen.queryByRole('switch')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /增加联系人/ }));
    await userEvent.type(await screen.findByLabelText('姓名'), '甲乙');
    await userEvent.type(screen.getByLabelText('电话'), '027-00000000');
    await userEvent.click(screen.getByRole('button', { name: '保存' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({
        contacts: [{ name: '甲乙', phone: '027-00000000' }],
        expert_team: [],
      }),
    );
  });

  it('ask HQ why a region comes first', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/branches': () => ({ items: [branch('42', '湖北省')] }),
    });
    renderStaff(<BranchesPage />);
    await userEvent.click(await screen.findByRole('button', { name: '编辑' }));
    await userEvent.click(screen.getByRole('switch'));
    await screen.findByLabelText('理由');
    await userEvent.click(screen.getByRole('button', { name: '保存' }));
    expect(await screen.findByText('请写明优先的理由')).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'PATCH')).toBe(false);
  });
});
