/** Where a field was: in the query, the path, a header or the body. */
export type FieldPlace = 'query' | 'path' | 'header' | 'body';

/** One thing that is wrong with a request, and what would be right. */
export interface FieldProblem {
  readonly in: FieldPlace;
  readonly field: string;
  readonly message: string;
}

/** A problem document (RFC 9457). */
export interface Problem {
  /** Stable; documented in docs/api.md. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong here and what to do. */
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly errors?: readonly FieldProblem[];
}

/** Every kind of problem that this process answers with: code → status and title. The codes are public: they end the `type` URI. */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'no-postmortem': { status: 404, title: 'There is no post-mortem yet' },
  'method-not-allowed': { status: 405, title: 'This resource has no such method' },
  'not-acceptable': { status: 406, title: 'No acceptable representation' },
  conflict: { status: 409, title: 'The resource has changed' },
  'precondition-failed': { status: 412, title: 'The precondition does not hold' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'This content type cannot be read' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'request-refused': { status: 400, title: 'The request was refused' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'A server that is needed is away' },
  'query-timeout': { status: 503, title: 'The query took too long' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemKinds;

export const problemCodes = Object.keys(problemKinds) as readonly ProblemCode[];

/** A name rather than an address, so that it stays the same wherever the documentation lives. */
export const problemType = (code: ProblemCode): string => `urn:throughline:problem:${code}`;

export interface ProblemExtras {
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown by controllers and guards; the problem filter answers with it. */
export class ProblemError extends Error {
  readonly status: number;
  readonly errors: readonly FieldProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    detail: string,
    { errors, headers = {}, cause }: ProblemExtras = {},
  ) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'ProblemError';
    this.status = problemKinds[code].status;
    this.errors = errors;
    this.headers = headers;
  }

  toProblem(instance: string): Problem {
    const { status, title } = problemKinds[this.code];
    const base = { type: problemType(this.code), title, status, detail: this.message, instance };
    return this.errors === undefined ? base : { ...base, errors: this.errors };
  }
}
