/** How states and sources are shown. */
import type { Tone } from '@/components/display/StateTag';
import type { AttendanceFile, AttendanceRecord, FileRow, SessionStatus } from './api';

export const STATUSES: readonly SessionStatus[] = ['planned', 'open', 'held', 'cancelled'];

export const STATUS_TONE: Record<SessionStatus, Tone> = {
  planned: 'waiting',
  open: 'active',
  held: 'good',
  cancelled: 'neutral',
};

export const SOURCE_TONE: Record<AttendanceRecord['source'], Tone> = {
  provider: 'good',
  file: 'active',
  manual: 'warn',
};

export const FILE_TONE: Record<AttendanceFile['status'], Tone> = {
  parsed: 'waiting',
  applied: 'good',
  discarded: 'neutral',
};

export const OUTCOME_TONE: Record<FileRow['outcome'], Tone> = {
  matched: 'good',
  ambiguous: 'warn',
  unmatched: 'bad',
  ignored: 'neutral',
};

/** Whether somebody has to decide on a row before its file counts. */
export const isOpenRow = ({ outcome }: Pick<FileRow, 'outcome'>): boolean =>
  outcome === 'ambiguous' || outcome === 'unmatched';
