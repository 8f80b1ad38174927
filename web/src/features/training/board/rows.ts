/** Where the rows behind a number of the board are. */
import { type Measure, ROWS } from './api';

export interface Place {
  edition: string | undefined;
  /** All periods without it. */
  period: string | undefined;
  /** Whether lists are filtered by region; who sees one region alone has no such filter. */
  wide: boolean;
}

export function rowsOf(measure: Measure, region: string, place: Place): string | undefined {
  const list = ROWS[measure];
  if (!list) return undefined;
  const query = new URLSearchParams();
  // Certificates know no period of training.
  if (place.period && measure !== 'certified') query.set('period', place.period);
  if (place.wide) query.set('region_code', region);
  if (place.edition) query.set('edition_id', place.edition);
  return `${list}${query.toString()}`;
}
