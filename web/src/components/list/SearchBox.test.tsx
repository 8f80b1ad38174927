import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SearchBox } from './SearchBox';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('searches as the page stands when the pause is over, not as it stood while typing', () => {
  const [before, after] = [vi.fn(), vi.fn()];
  const { rerender } = render(<SearchBox value={undefined} placeholder="姓名" onSearch={before} />);
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: '买买提 ' } });
  rerender(<SearchBox value={undefined} placeholder="姓名" onSearch={after} />);
  vi.runAllTimers();
  expect(before).not.toHaveBeenCalled();
  expect(after).toHaveBeenCalledExactlyOnceWith('买买提');
});
