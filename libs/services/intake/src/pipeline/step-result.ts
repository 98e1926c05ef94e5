import { type DeadLetterReason, type FieldError } from '@throughline/contracts';

/** How a step ends for one record: it goes on with a value, or to the dead letters. */
export type StepResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: DeadLetterReason; readonly errors: readonly FieldError[] };

export const ok = <Value>(value: Value): StepResult<Value> => ({ ok: true, value });

export const dlq = (reason: DeadLetterReason, errors: readonly FieldError[]): StepResult<never> => ({
  ok: false,
  reason,
  errors,
});

/** Goes on with the next step, when there is something to go on with. */
export const andThen = <A, B>(result: StepResult<A>, step: (value: A) => StepResult<B>): StepResult<B> =>
  result.ok ? step(result.value) : result;
