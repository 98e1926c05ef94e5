import { type SectionWriter } from '../section.js';

/** Nothing here can be known from events: questions only. */
export const lessons: SectionWriter = {
  heading: 'What went well, what went badly, where we were lucky',
  prompts: [
    'What went well: which alert, runbook, tool or habit shortened it?',
    'What went badly: what cost time, and what made that the natural thing to do?',
    'Where were we lucky: what would have made it worse?',
  ],
  write: () => [],
};
