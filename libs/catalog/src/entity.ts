import { z } from 'zod';
import { type GraphKind } from './reference.js';

const references = z.array(z.string('expected a reference such as component:default/checkout')).default([]);

const link = z.object({ url: z.string(), title: z.string().optional() });

/** What we read of a Backstage entity; everything else in it is somebody else's. */
export const entitySchema = z.object({
  kind: z.string('expected the entity kind, for example Component'),
  metadata: z.object(
    {
      name: z.string('expected the name of the entity').min(1, 'expected a name').max(512),
      annotations: z.record(z.string(), z.coerce.string()).default({}),
      labels: z.record(z.string(), z.coerce.string()).default({}),
      links: z.array(link).default([]),
    },
    'expected metadata with a name',
  ),
  spec: z
    .object({
      owner: z.string().optional(),
      type: z.string().optional(),
      tier: z.coerce.string().optional(),
      dependsOn: references,
      dependencyOf: references,
      providesApis: references,
      consumesApis: references,
    })
    .prefault({}),
});

/** A Component, Resource or API as the file has it. */
export interface Entity extends Omit<z.infer<typeof entitySchema>, 'kind'> {
  readonly kind: GraphKind;
}
