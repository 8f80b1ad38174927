import type { ReactNode } from 'react';
import type { QueryValues } from '@/lib/api/download';

/** What a list asks the server for. `filters` holds only those that are set. */
export interface ListQuery {
  q: string | undefined;
  cursor: string | undefined;
  limit: number;
  /** Asks how many there are in all; see `useTotal`. */
  count?: true;
  sort: string | undefined;
  filters: Readonly<Record<string, string>>;
}

export interface ListColumn<R> {
  key: string;
  title: string;
  render: (row: R) => ReactNode;
  /** Not shown until chosen. */
  initiallyHidden?: boolean;
  /** The server sorts by this value of `sort`; a leading `-` turns it round. */
  sort?: string;
  align?: 'left' | 'right' | 'center';
  width?: number;
}

export interface ListFilter {
  /** The name in the URL and in `ListQuery.filters`. */
  key: string;
  label: string;
  options: readonly { value: string; label: string }[];
  /** Options can be searched by typing; for long lists. */
  searchable?: boolean;
  /** Typed freely and found as it stands, e.g. a class of the school. */
  typed?: boolean;
  /** Another control than a select of `options`, e.g. for what the server has to search. */
  control?: (value: string | undefined, change: (value: string | undefined) => void) => ReactNode;
}

/** What was filled in, by the names of the form items. */
export type BulkValues = Readonly<Record<string, string>>;

export interface BulkAction<R> {
  key: string;
  label: string;
  danger?: boolean;
  /** Asked before it runs; `{{count}}` rows are named by the caller. */
  confirm?: (rows: readonly R[]) => ReactNode;
  /** Why this row is left out, or nothing when it may run. */
  excluded?: (row: R) => string | undefined;
  /** Form items for what is asked once for all rows, e.g. a reason; instead of `confirm`. */
  ask?: (rows: readonly R[]) => ReactNode;
  /** `values` are those of `ask`. */
  run: (row: R, values: BulkValues) => Promise<unknown>;
}

export interface ListExport {
  /** `/api/v1/students/export.xlsx` */
  path: string;
  /** Further query values beside search and filters. */
  query?: QueryValues;
}

export interface ListEmpty {
  /** What is missing. */
  title: string;
  /** What to do first. */
  hint?: string;
  action?: ReactNode;
}
