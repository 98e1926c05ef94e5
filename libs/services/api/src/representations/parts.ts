import { type Evidence } from '@throughline/contracts';
import { z } from 'zod';

/** Schemas that the OpenAPI document names, by their component name. The only source of what the API answers. */
export const components = z.registry<{ readonly id: string }>();

export const named = <T extends z.ZodType>(id: string, schema: T): T => {
  components.add(schema, { id });
  return schema;
};

/** Epoch ms as ISO 8601 in UTC. */
export const iso = (ms: number): string => new Date(ms).toISOString();
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const time = z.iso.datetime().describe('ISO 8601, UTC');
export const id = z.uuid();
export const severity = named(
  'Severity',
  z.enum(['critical', 'error', 'warning', 'info']).describe('Worst first'),
);
export const decidedBy = z.enum(['engine', 'person']);
export const unit = z.number().min(0).max(1);
export const count = z.int().min(0);

export const evidence = named(
  'Evidence',
  z
    .strictObject({
      kind: z.string(),
      weight: unit,
      stance: z.enum(['for', 'against']),
      text: z.string().describe('A sentence for a person. It may hold ingested text: escape it'),
    })
    .describe('One reason why'),
);

export const evidenceOf = ({ kind, weight, stance, text }: Evidence): z.output<typeof evidence> => ({
  kind,
  weight,
  stance,
  text,
});

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(id: string, item: T) =>
  named(
    id,
    z.strictObject({
      items: z.array(item),
      next: z.string().nullable().describe('`cursor` of the next page; null on the last'),
    }),
  );
