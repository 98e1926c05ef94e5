import { HttpException } from '@nestjs/common';
import { asStorageError, isRetriable } from '@throughline/storage';
import { codeOf } from '../thrown.js';
import { ProblemError, type ProblemCode } from './problem.js';

const byStatus: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: [
    'malformed-body',
    'The path or the body cannot be read: check the encoding, and that the body is JSON.',
  ],
  404: ['not-found', 'No resource has this path: /openapi.json lists them all.'],
  405: ['method-not-allowed', 'Use a method that the Allow header names.'],
  406: ['not-acceptable', 'Ask for application/json.'],
  413: ['body-too-large', 'A body may have at most 1 MB: send less at once.'],
  415: ['unsupported-media-type', 'Send application/json.'],
  429: ['too-many-requests', 'Wait as long as Retry-After says.'],
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  // Errors of Express and its body parser.
  const status: unknown =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

/** SQLSTATE 57014 is a cancelled statement. */
const isTimeout = (code: string): boolean => code === '57014' || code === 'timeout';

const isAway = (code: string): boolean =>
  /^(08|53|57P)/.test(code) ||
  ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'].includes(code);

const ofServer = (error: unknown): ProblemError => {
  const code = codeOf(asStorageError(error)) ?? '';
  const headers = { 'Retry-After': '2' };
  if (isTimeout(code)) {
    const detail = 'The database did not answer in time: narrow the query by time or filters, or try again.';
    return new ProblemError('query-timeout', detail, { headers, cause: error });
  }
  if (isAway(code) || isRetriable(error)) {
    const detail = 'A server behind this one does not answer; /health/ready names it. Try again in a moment.';
    return new ProblemError('unavailable', detail, { headers, cause: error });
  }
  return new ProblemError(
    'internal',
    'This is a fault of the server, not of the request; its log has the details.',
    {
      cause: error,
    },
  );
};

/** Whatever was thrown, as a problem. What is not the caller's fault keeps its cause, for the log alone. */
export const problemOf = (error: unknown): ProblemError => {
  if (error instanceof ProblemError) return error;
  const status = statusOf(error);
  if (status === undefined || status >= 500) return ofServer(error);
  const [code, detail] = byStatus[status] ?? [
    'request-refused',
    'The request was refused: /openapi.json says what is understood.',
  ];
  return new ProblemError(code, detail, { cause: error });
};
