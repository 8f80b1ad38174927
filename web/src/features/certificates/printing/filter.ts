/** Which certificates are printed, as it stands in addresses. Pure. */
import { KINDS } from '../words';
import type { Filter } from './words';

const TEXTS = ['edition_id', 'region_code', 'institution_id', 'cohort_id', 'run_id'] as const;

/** What an address limits the certificates to; the rest of it is not about printing. */
export function filterOf(params: URLSearchParams): Filter {
  const kind = KINDS.find((one) => one === params.get('kind'));
  const filter: Filter = kind ? { kind } : {};
  for (const name of TEXTS) {
    const value = params.get(name);
    if (value) filter[name] = value;
  }
  return filter;
}

/** Further limits of the list of certificates, which printing does not know. */
export const leavesOut = (params: URLSearchParams): boolean =>
  ['q', 'status', 'registered'].some((name) => params.get(name));

/** Where printing is asked for with this filter filled in. */
export const PRINT = 'print';

/** Takes out of an address that printing is asked for, and of what. */
export const NOT_ASKED: Record<string, undefined> = Object.fromEntries(
  [PRINT, 'kind', ...TEXTS].map((name) => [name, undefined]),
);
