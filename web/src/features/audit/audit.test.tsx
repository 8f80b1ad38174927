import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import words from '@/lib/i18n/locales/zh-CN/audit.json';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import AuditPage from './AuditPage';
import { NOUNS } from './nouns';

const event = (id: string, action: string, detail: object = {}) => ({
  id,
  at: '2020-03-02T01:00:00Z',
  action,
  subject_kind: 'transfer',
  detail,
});
const ID = '0198c0de-0000-7000-8000-000000000001';

/** Kinds of things that nobody looks for: what the system does by itself, and a word that others are made with. */
const NOT_SOUGHT = ['import', 'demo', 'retention'];

describe('the audit record', () => {
  it('is searched by every kind of thing that it has a word for', () => {
    const sought = Object.keys(words.nouns).filter((noun) => !NOT_SOUGHT.includes(noun));
    expect([...NOUNS].sort()).toEqual(sought.sort());
  });

  it('says in words what was done, and keeps an action without words as it is', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/audit-events': () => ({
        items: [
          event('a1', 'transfer.approve'),
          event('a2', 'student.reveal', {
            fields: ['phone', 'major'],
            before: { status: 'absent', score: null },
            students: [ID, ID],
            filter: {},
            role: 'hq_admin',
            to: '2020-03-02T01:05:00Z',
          }),
          event('a3', 'unheard.of', { unheard_of: 'as it is' }),
        ],
      }),
      'GET /api/v1/users': () => ({ items: [] }),
    });
    renderStaff(<AuditPage />, '/?action=transfer.&from=2020-03-01&actor=u1');
    expect(await screen.findByText('转学 · 同意')).toBeInTheDocument();
    expect(screen.getByText('查看学生证件号码')).toBeInTheDocument();
    expect(screen.getByText('unheard.of')).toBeInTheDocument();
    expect(screen.getByText('修改的内容：')).toBeInTheDocument();
    expect(screen.getByText('手机号、专业')).toBeInTheDocument();
    expect(screen.getByText('状态：缺考')).toBeInTheDocument();
    expect(screen.getByText('2 项')).toBeInTheDocument();
    expect(screen.getByText('总部运营')).toBeInTheDocument();
    expect(screen.getByText('2020/03/02 09:05')).toBeInTheDocument();
    expect(screen.getByText('as it is')).toBeInTheDocument();
    expect(screen.queryByText(/[{}]/)).toBeNull();
    const query = calls.find(({ path }) => path === '/api/v1/audit-events')?.query;
    expect(Object.fromEntries(query ?? [])).toEqual({
      action: 'transfer.',
      from: '2020-03-01',
      actor: 'u1',
      limit: '50',
    });
  });
});
