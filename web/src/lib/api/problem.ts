/** Refusals and failures of the API as one error class; every failed call throws one of these. */
import type { FieldError, ProblemDocument, RefusalReason, RuleFinding } from './types';

/** Codes that this client makes itself, when no answer of the server is there to tell. */
export type LocalCode = 'offline' | 'unreadable_answer' | 'session_lost';

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** What stands in the way this time, to be said in the reader's language. */
  readonly reason: RefusalReason | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldError[];
  readonly rules: readonly RuleFinding[];
  /** Seconds after which another attempt makes sense, from `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(init: {
    status: number;
    code: string;
    detail?: string;
    reason?: RefusalReason | undefined;
    requestId?: string | undefined;
    errors?: readonly FieldError[];
    rules?: readonly RuleFinding[];
    retryAfter?: number | undefined;
  }) {
    super(init.detail || init.code);
    this.name = 'ApiProblem';
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail ?? '';
    this.reason = init.reason;
    this.requestId = init.requestId;
    this.errors = init.errors ?? [];
    this.rules = init.rules ?? [];
    this.retryAfter = init.retryAfter;
  }

  /** Every broken rule may be overridden with a reason. */
  get overridable(): boolean {
    return this.code === 'rule_override_required' && this.rules.length > 0;
  }

  /** The same refusal with its faults elsewhere: where the request has a list and the form has one of it. */
  movedTo(place: (pointer: string) => string): ApiProblem {
    const errors = this.errors.map((fault) => ({ ...fault, pointer: place(fault.pointer) }));
    return new ApiProblem({ ...this, errors });
  }

  static local(code: LocalCode, status = 0): ApiProblem {
    return new ApiProblem({ status, code });
  }

  /** Reads a refused answer; an answer that is no problem document (a proxy's page) gets a code by status. */
  static async from(response: Response): Promise<ApiProblem> {
    let body: Partial<ProblemDocument> = {};
    try {
      const parsed: unknown = await response.json();
      if (typeof parsed === 'object' && parsed !== null) body = parsed;
    } catch {
      // Not JSON: the status has to do.
    }
    return ApiProblem.of(body, response);
  }

  static of(body: Partial<ProblemDocument>, response: Response): ApiProblem {
    const retry = Number(response.headers.get('Retry-After'));
    return new ApiProblem({
      status: response.status,
      code: typeof body.code === 'string' ? body.code : codeOfStatus(response.status),
      detail: body.detail ?? body.title ?? '',
      reason: body.reason ?? undefined,
      requestId: body.request_id ?? response.headers.get('X-Request-Id') ?? undefined,
      errors: body.errors ?? [],
      rules: body.rules ?? [],
      retryAfter: Number.isFinite(retry) && retry > 0 ? retry : undefined,
    });
  }
}

function codeOfStatus(status: number): string {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 413:
      return 'too_large';
    case 429:
      return 'too_many_attempts';
    case 502:
    case 503:
    case 504:
      return 'maintenance';
    default:
      return status >= 500 ? 'internal' : 'unreadable_answer';
  }
}

/** Whatever was thrown, as a problem: `fetch` rejects with a TypeError when the network is down. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) return ApiProblem.local('offline');
  return new ApiProblem({
    status: 0,
    code: 'unreadable_answer',
    detail: error instanceof Error ? error.message : String(error),
  });
}

/** `/contact/phones/0` → `['contact', 'phones', 0]`, the shape of a form's field name (RFC 6901). */
export function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .replace(/^[#?]?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
