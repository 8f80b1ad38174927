/** Transfers (转学): asked for by the school a student comes to, settled by the branches of both sides. */
import type { Tone } from '@/components/display/StateTag';
import { api, call, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Role } from '@/lib/api/types';

export type Transfer = Answer<'/api/v1/transfers/{id}', 'get'>;
export type Side = Transfer['open_sides'][number];
export type TransferRequest = Body<'/api/v1/transfers', 'post'>;
export type Decision = 'approve' | 'reject';

export const TRANSFERS = ['transfers'];
export const READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'institution_admin'];
/** Who decides for a side; which side is open to them the server says in `open_sides`. */
export const SETTLERS: readonly Role[] = ['hq_admin', 'branch_staff'];

export const SIDES: readonly Side[] = ['source', 'target'];
export const STATUSES: readonly Transfer['status'][] = ['requested', 'completed', 'rejected'];
export const DIRECTIONS = ['incoming', 'outgoing'] as const;
export const STATUS_TONE: Record<Transfer['status'], Tone> = {
  requested: 'waiting',
  completed: 'good',
  rejected: 'bad',
};

/** The sides whose branch has not decided yet. */
export const waitingSides = (transfer: Transfer): Side[] =>
  transfer.status === 'requested' ? SIDES.filter((side) => !transfer[side]) : [];

export function listTransfers(
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET('/api/v1/transfers', { params: { query }, signal }));
}

export const getTransfer = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/transfers/{id}', { params: { path: { id } }, signal }));

export const requestTransfer = (body: TransferRequest, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/transfers', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

export const decideTransfer = ({ id, version }: Transfer, decision: Decision, remarks: string) =>
  call(
    api.POST(`/api/v1/transfers/{id}/${decision}` as '/api/v1/transfers/{id}/approve', {
      params: { path: { id }, header: ifMatch(version) },
      body: remarks ? { remarks } : {},
    }),
  );
