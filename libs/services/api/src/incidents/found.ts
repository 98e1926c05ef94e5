import { ProblemError } from '@throughline/platform';

/** What is there, or a 404 that says which incident is not. */
export const found = <T>(id: string, value: T | null): T => {
  if (value !== null) return value;
  throw new ProblemError('not-found', `There is no incident ${id}: GET /v1/incidents lists those that are.`);
};
