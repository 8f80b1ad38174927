import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerQueue, type Progress } from './answers';
import { clockText, secondsLeft } from './useClock';

interface Sent {
  question: string;
  answer: string[];
  settle: (error?: unknown) => void;
}

function queue() {
  const sent: Sent[] = [];
  const told: Progress[] = [];
  const refused: unknown[] = [];
  const one = new AnswerQueue({
    send: (question, answer) =>
      new Promise<void>((resolve, reject) => {
        sent.push({ question, answer, settle: (error) => (error ? reject(error) : resolve()) });
      }),
    mayRetry: (error) => error === 'offline',
    onChange: (progress) => told.push(progress),
    onRefused: (error) => refused.push(error),
    pause: 4000,
  });
  return { one, sent, told, refused };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('answers on their way', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are sent one after the other, the newest of a question last', async () => {
    const { one, sent, told } = queue();
    one.give('q1', ['a']);
    one.give('q1', ['b']);
    one.give('q2', ['x']);
    expect(sent.map(({ answer }) => answer)).toEqual([['a']]);
    expect(told.at(-1)).toBe('saving');
    sent[0]?.settle();
    await settled();
    sent[1]?.settle();
    await settled();
    sent[2]?.settle();
    await settled();
    expect(sent.map(({ question, answer }) => [question, ...answer])).toEqual([
      ['q1', 'a'],
      ['q1', 'b'],
      ['q2', 'x'],
    ]);
    expect([told.at(-1), one.pending]).toEqual(['saved', 0]);
  });

  it('are sent again until they arrive', async () => {
    const { one, sent, told } = queue();
    one.give('q1', ['a']);
    sent[0]?.settle('offline');
    await settled();
    expect([told.at(-1), one.pending]).toEqual(['failed', 1]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(sent).toHaveLength(2);
    sent[1]?.settle();
    await settled();
    expect(told.at(-1)).toBe('saved');
  });

  it('are not sent again once the server takes none any more', async () => {
    const { one, sent, refused } = queue();
    one.give('q1', ['a']);
    sent[0]?.settle('deadline_passed');
    await settled();
    expect(refused).toEqual(['deadline_passed']);
    one.give('q2', ['b']);
    await vi.advanceTimersByTimeAsync(9000);
    expect(sent).toHaveLength(1);
  });
});

describe('the time left', () => {
  it('is counted by the server’s clock', () => {
    const left = (elapsed: number) =>
      secondsLeft('2020-03-02T02:00:00Z', '2020-03-02T01:59:00Z', elapsed);
    expect([left(0), left(30_500), left(90_000)]).toEqual([60, 30, 0]);
  });

  it('reads as a clock', () => {
    expect([3909, 309, 5, 0].map(clockText)).toEqual(['1:05:09', '5:09', '0:05', '0:00']);
  });
});
