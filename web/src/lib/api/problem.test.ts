import { describe, expect, it } from 'vitest';
import { problem } from '@/test/api';
import { ApiProblem, asProblem, pointerPath } from './problem';

describe('pointerPath', () => {
  it.each([
    ['/name', ['name']],
    ['/contact/phone', ['contact', 'phone']],
    ['/majors/2/code', ['majors', 2, 'code']],
    ['/a~1b/c~0d', ['a/b', 'c~d']],
    ['?limit', ['limit']],
    ['', []],
  ])('reads %s', (pointer, path) => {
    expect(pointerPath(pointer)).toEqual(path);
  });
});

describe('ApiProblem', () => {
  it('keeps what the document says', async () => {
    const read = await ApiProblem.from(
      problem(
        409,
        'rule_override_required',
        {
          rules: [
            {
              rule: 'cohort.max_students',
              clause: '二.2.(3)',
              severity: 'should',
              limit: 18,
              actual: 20,
              message: 'm',
            },
          ],
        },
        { 'Retry-After': '7' },
      ),
    );
    expect(read).toMatchObject({
      status: 409,
      code: 'rule_override_required',
      requestId: 'req-1',
      retryAfter: 7,
      overridable: true,
    });
    expect(read.rules[0]?.limit).toBe(18);
  });

  it('gives a page of a proxy a code by its status', async () => {
    const read = await ApiProblem.from(new Response('<html>', { status: 502 }));
    expect(read.code).toBe('maintenance');
  });

  it('is not overridable without rules', async () => {
    const read = await ApiProblem.from(problem(409, 'rule_violated'));
    expect(read.overridable).toBe(false);
  });

  it('takes a failed fetch for a missing network', () => {
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('offline');
  });
});
