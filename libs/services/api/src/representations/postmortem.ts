import { z } from 'zod';
import { type PostmortemDocument } from '@throughline/postmortems';
import { id, iso, named, time } from './parts.js';

export const postmortem = named(
  'Postmortem',
  z
    .strictObject({
      id,
      incidentId: id,
      status: z.enum(['draft']),
      title: z.string(),
      reason: z.string().describe('Why it was drafted last'),
      sections: z.array(
        z.strictObject({
          key: z.string(),
          heading: z.string(),
          sentences: z.array(
            z.strictObject({
              text: z.string(),
              citations: z.array(id).min(1).describe('Ids of the events it stands on'),
            }),
          ),
          prompts: z.array(z.string()).describe('What a person should add'),
        }),
      ),
      draftedAt: time,
      updatedAt: time,
      incidentVersion: z.int().min(1).describe('Last event of the incident that it knows'),
      version: z.int().min(1),
    })
    .describe('The post-mortem draft. All texts may hold ingested text: escape them'),
);

export const postmortemOf = (document: PostmortemDocument): z.output<typeof postmortem> => ({
  id: document.id,
  incidentId: document.incidentId,
  status: document.status,
  title: document.title,
  reason: document.reason,
  sections: document.sections.map(({ key, heading, sentences, prompts }) => ({
    key,
    heading,
    sentences: sentences.map(({ text, citations }) => ({ text, citations: [...citations] })),
    prompts: [...prompts],
  })),
  draftedAt: iso(document.draftedAt),
  updatedAt: iso(document.updatedAt),
  incidentVersion: document.incidentVersion,
  version: document.version,
});
