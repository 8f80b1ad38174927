import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import AuditPage from './AuditPage';

const event = (id: string, action: string) => ({
  id,
  at: '2020-03-02T01:00:00Z',
  action,
  subject_kind: 'transfer',
  detail: {},
});

describe('the audit record', () => {
  it('says in words what was done, and keeps an action without words as it is', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/audit-events': () => ({
        items: [
          event('a1', 'transfer.approve'),
          event('a2', 'student.reveal'),
          event('a3', 'unheard.of'),
        ],
      }),
      'GET /api/v1/users': () => ({ items: [] }),
    });
    renderStaff(<AuditPage />, '/?action=transfer.&from=2020-03-01&actor=u1');
    expect(await screen.findByText('转学 · 同意')).toBeInTheDocument();
    expect(screen.getByText('查看学生证件号码')).toBeInTheDocument();
    expect(screen.getByText('unheard.of')).toBeInTheDocument();
    const query = calls.find(({ path }) => path === '/api/v1/audit-events')?.query;
    expect(Object.fromEntries(query ?? [])).toEqual({
      action: 'transfer.',
      from: '2020-03-01',
      actor: 'u1',
      limit: '50',
    });
  });
});
