import { problemCodes, problemType } from '@throughline/platform';
import { z } from 'zod';
import { named } from './parts.js';

export const problem = named(
  'Problem',
  z
    .strictObject({
      type: z.enum(problemCodes.map(problemType)).describe('Stable; docs/api.md explains each'),
      title: z.string(),
      status: z.int().min(400).max(599),
      detail: z.string().describe('What is wrong here and what to do'),
      instance: z.string().describe('Path of the request'),
      errors: z
        .array(
          z.strictObject({
            in: z.enum(['query', 'path', 'header', 'body']),
            field: z.string(),
            message: z.string().describe('What is wrong and what would be right'),
          }),
        )
        .optional(),
    })
    .describe('RFC 9457'),
);

export const health = named(
  'Health',
  z
    .object({
      status: z.string(),
      details: z.record(z.string(), z.object({ status: z.enum(['up', 'down', 'degraded']) }).loose()),
    })
    .loose()
    .describe('Each part with its state'),
);
