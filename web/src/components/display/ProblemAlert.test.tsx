import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '@/lib/api/problem';
import { renderStaff } from '@/test/render';
import { ProblemAlert } from './ProblemAlert';

const alert = async (init: Partial<ConstructorParameters<typeof ApiProblem>[0]>) => {
  renderStaff(
    <ProblemAlert
      error={new ApiProblem({ status: 409, code: 'conflict', detail: 'English', ...init })}
    />,
  );
  return await screen.findByRole('alert');
};
const fault = (pointer: string, code: string, values = {}) => ({
  pointer,
  code,
  message: 'English',
  values,
});

describe('a refusal', () => {
  it('says what stands in the way, with its numbers', async () => {
    const known = await alert({ reason: { code: 'places_taken', values: { taken: 12 } } });
    expect(known).toHaveTextContent('已占用 12 个名额，名额不能少于此数。');
  });

  it('is said by its code where the catalogue has no sentence for the reason', async () => {
    const unknown = await alert({ reason: { code: 'of_tomorrow', values: {} } });
    expect(unknown).toHaveTextContent('当前状态不允许此操作');
  });

  it('names moments as the reader writes them', async () => {
    const values = { from: '2020-03-02T01:00:00Z', until: '2020-03-09T16:00:00Z' };
    const window = await alert({ reason: { code: 'enrolment_window', values } });
    expect(window).toHaveTextContent(/2020\/03\/02 09:00 至 2020\/03\/10 00:00/);
  });

  it('names several things one after the other', async () => {
    const values = { titles: ['开班课', '实操'] };
    const open = await alert({ reason: { code: 'sessions_open', values } });
    expect(open).toHaveTextContent('请先结束：开班课、实操。');
  });

  it('tells faults that no field shows with their place in words', async () => {
    const told = await alert({
      status: 422,
      code: 'invalid',
      errors: [
        fault('/sessions/1/starts_at', 'outside_dates', { ranges: ['2020-03-04/2020-03-14'] }),
        fault('/sessions/2', 'double_booked', {
          from: '2020-03-05T01:00:00Z',
          until: '2020-03-05T02:30:00Z',
          session: '实操',
        }),
        fault('/odd/thing', 'length', { min: 1, max: 50 }),
        fault('/odd/other', 'length', { max: 80 }),
      ],
    });
    const lines = [...told.querySelectorAll('li')].map((line) => line.textContent);
    expect(lines).toEqual([
      '直播课 第 2 项 开始时间：不在本班的上课日期内（2020年3月4日 至 2020年3月14日）',
      '直播课 第 3 项：本班 2020/03/05 09:00 至 2020/03/05 10:30 已安排“实操”',
      '须为 1 至 50 个字',
      '最多 80 个字',
    ]);
  });

  it('of a whole file is told once', async () => {
    const told = await alert({
      status: 422,
      code: 'file_unreadable',
      errors: [fault('/file', 'no_attendance_columns')],
      reason: { code: 'no_attendance_columns', values: { found: ['学号', '成绩'] } },
    });
    expect(told).toHaveTextContent('找到的是：学号、成绩。需要有“姓名”（或昵称）列');
    expect(told.querySelector('li')).toBeNull();
  });
});
