import { describe, expect, it } from 'vitest';
import type { Preview } from '../classes/api';
import {
  countsOf,
  filledOf,
  moveInto,
  type Participant,
  planOf,
  shortfalls,
  titleFaults,
  withNewClass,
} from './groupPlan';

const person = (seq: number, region_code = '42'): Participant => ({
  enrolment_id: `n${seq}`,
  teacher: { id: `t${seq}`, staff_no: `T${seq}`, name: `教师${seq}` },
  institution: { id: 'i1', name: '甲校' },
  region_code,
  level: 'higher_vocational',
  seq,
});
const preview = (sizes: number[]): Preview => {
  let seq = 0;
  return {
    batch_id: 'b1',
    groups: [],
    trainers: [],
    deviations: [],
    remedies: [],
    classes: sizes.map((size, at) => ({
      title: `湖北 ${at + 1} 班`,
      region_codes: ['42'],
      trainer_ids: ['u1'],
      participants: Array.from({ length: size }, () => {
        seq += 1;
        return person(seq);
      }),
    })),
  };
};
const rule = (id: string, value: number, severity = 'should') => ({
  rule: `training_class.${id}`,
  clause: '二.1.(2)',
  value,
  severity,
});
const RULES = [
  rule('size_min', 15),
  rule('size_max', 20),
  rule('size_ceiling', 30, 'must'),
  rule('min_trainers', 1, 'must'),
  rule('max_regions', 1),
];

describe('the plan of a grouping', () => {
  it('moves people and keeps the order of enrolment', () => {
    const plan = moveInto(planOf(preview([2, 1])), new Set(['n1']), '1');
    expect(plan.map(({ participants }) => participants.map(({ seq }) => seq))).toEqual([
      [2],
      [1, 3],
    ]);
  });

  it('leaves out who has nobody, and tells titles that are missing or twice', () => {
    const plan = withNewClass(planOf(preview([1, 1])), '湖北 1 班');
    expect(plan.map(({ key }) => key)).toEqual(['0', '1', '2']);
    expect(filledOf(plan)).toHaveLength(2);
    expect(titleFaults(plan).size).toBe(0);
    const moved = moveInto(plan, new Set(['n2']), '2');
    expect([...titleFaults(moved)]).toEqual([
      ['0', 'twice'],
      ['2', 'twice'],
    ]);
    expect(titleFaults(moved.map((one) => ({ ...one, title: ' ' }))).get('0')).toBe('empty');
  });

  it('counts in the order of appearance', () => {
    expect(countsOf(['b', 'a', 'b'], (one) => one)).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });
});

describe('what does not keep to the rules', () => {
  it('is told with limit and actual as the plan is now', () => {
    const plan = planOf(preview([14, 15]));
    expect(shortfalls(plan, RULES, undefined)).toEqual([
      {
        key: '0',
        title: '湖北 1 班',
        rule: 'training_class.size_min',
        clause: '二.1.(2)',
        must: false,
        limit: 15,
        actual: 14,
      },
    ]);
    const mended = moveInto(planOf(preview([14, 16])), new Set(['n15']), '0');
    expect(shortfalls(mended, RULES, undefined)).toEqual([]);
  });

  it('says what must be, and names the agreement of a class that mixes regions', () => {
    const [one] = planOf(preview([15]));
    if (!one) throw new Error('no class');
    const bare = { ...one, trainerIds: [] };
    expect(shortfalls([bare], RULES, undefined).map(({ rule: id, must }) => [id, must])).toEqual([
      ['training_class.min_trainers', true],
    ]);
    const mixed = { ...one, participants: [...one.participants, person(99, '32')] };
    const [found] = shortfalls([mixed], RULES, '人数不足一班');
    expect([found?.rule, found?.actual, found?.agreed]).toEqual([
      'training_class.max_regions',
      2,
      '人数不足一班',
    ]);
  });
});
