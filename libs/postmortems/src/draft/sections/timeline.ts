import { type SectionWriter } from '../section.js';
import { allRows } from '../timeline/rows.js';
import { curate, tellRows } from '../timeline/row.js';

export const timeline: SectionWriter = {
  heading: 'Timeline (UTC)',
  prompts: ['Add what people saw, decided and did; remove what does not help the reader.'],
  write: ({ facts }) => tellRows(curate(allRows(facts)), facts.started.at),
};
