import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { codeOf, ProblemError } from '@throughline/platform';
import { catchError, type Observable, throwError } from 'rxjs';
import { cursorProblem, notACursor } from '../requests/cursor.js';

/** SQLSTATE class 22: a value that PostgreSQL cannot take. Here values come from the request alone. */
const isInvalidValue = (code: string): boolean => code === 'invalid-value' || /^22[0-9A-Z]{3}$/.test(code);

const asProblem = (error: unknown): unknown => {
  const code = codeOf(error) ?? '';
  if (code === 'invalid-position') return cursorProblem(notACursor);
  if (!isInvalidValue(code)) return error;
  const detail =
    'A value of the request is beyond what can be looked for: check times, words and the cursor.';
  return new ProblemError('invalid-request', detail, { cause: error });
};

/** What reading refuses because of the request, as a problem of the request. */
@Injectable()
export class ReadErrors implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => asProblem(error))));
  }
}
