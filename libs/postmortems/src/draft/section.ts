import { type Catalog } from '@throughline/catalog';
import { type Facts } from './facts.js';
import { type Sentence } from './sentence.js';

/** The sections of a draft, in the order of the document. */
export const sectionKeys = [
  'summary',
  'impact',
  'timing',
  'lead-up',
  'detection',
  'timeline',
  'contributing-factors',
  'resolution',
  'lessons',
  'action-items',
  'appendix',
] as const;

export type SectionKey = (typeof sectionKeys)[number];

/** What a section is made from: facts that cite, and the catalog for owners and dependencies. Never a clock. */
export interface Material {
  readonly facts: Facts;
  readonly catalog: Catalog;
}

/** How one section is drafted. */
export interface SectionWriter {
  readonly heading: string;
  /** What a person should add: questions about how and what, never who. */
  readonly prompts: readonly string[];
  write(material: Material): readonly Sentence[];
}
