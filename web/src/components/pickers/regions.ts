/** The 31 regions that have a branch, by GB/T 2260 code, named in the reader's language. */
import { useMemo } from 'react';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { TILES } from '../map/tiles';

/** Taiwan, Hong Kong and Macau have no branch. */
const WITHOUT_BRANCH = new Set(['71', '81', '82']);
export const REGION_CODES = TILES.map((tile) => tile.code)
  .filter((code) => !WITHOUT_BRANCH.has(code))
  .sort();

export function useRegions(): {
  options: { value: string; label: string }[];
  regionName: (code: string | null | undefined) => string;
} {
  const { text } = useDynamicText('regions');
  return useMemo(() => {
    const regionName = (code: string | null | undefined) =>
      code ? text(`short.${code}`, code) : '';
    return {
      regionName,
      options: REGION_CODES.map((code) => ({ value: code, label: regionName(code) })),
    };
  }, [text]);
}
