import { act, renderHook } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { useReducedMotion } from './useReducedMotion';

it('follows what the person asks of their system, also when they change it', () => {
  const list = Object.assign(new EventTarget(), { matches: false }) as MediaQueryList & {
    matches: boolean;
  };
  const asked = vi.spyOn(window, 'matchMedia').mockReturnValue(list);
  const { result, unmount } = renderHook(() => useReducedMotion());
  expect(asked).toHaveBeenCalledWith('(prefers-reduced-motion: reduce)');
  expect(result.current).toBe(false);
  act(() => {
    Object.assign(list, { matches: true });
    list.dispatchEvent(new Event('change'));
  });
  expect(result.current).toBe(true);
  unmount();
  asked.mockRestore();
});
