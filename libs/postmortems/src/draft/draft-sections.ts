import { type Catalog } from '@throughline/catalog';
import { type IncidentEvent } from '@throughline/contracts';
import { readStory } from '../story/read-story.js';
import { facts } from './facts.js';
import { draftTitle } from './headline.js';
import { type SectionKey, type SectionWriter, sectionKeys } from './section.js';
import { type Sentence } from './sentence.js';
import { actionItems } from './sections/action-items.js';
import { appendix } from './sections/appendix.js';
import { contributingFactors } from './sections/contributing-factors.js';
import { detection } from './sections/detection.js';
import { impact } from './sections/impact.js';
import { leadUp } from './sections/lead-up.js';
import { lessons } from './sections/lessons.js';
import { resolution } from './sections/resolution.js';
import { summary } from './sections/summary.js';
import { timeline } from './sections/timeline.js';
import { timing } from './sections/timing.js';

const writers: Readonly<Record<SectionKey, SectionWriter>> = {
  summary,
  impact,
  timing,
  'lead-up': leadUp,
  detection,
  timeline,
  'contributing-factors': contributingFactors,
  resolution,
  lessons,
  'action-items': actionItems,
  appendix,
};

/** What a draft may know besides the events. No clock: the same events and catalog give the same draft. */
export interface DraftContext {
  readonly catalog: Catalog;
}

/** A `DraftedSection` of the contract whose sentences cannot be without citation. */
export interface CitedSection {
  readonly key: SectionKey;
  readonly heading: string;
  readonly sentences: readonly Sentence[];
  readonly prompts: readonly string[];
}

/** What is drafted from an incident's events. */
export interface Draft {
  readonly incidentId: string;
  /** Version of the last event that the draft knows. */
  readonly incidentVersion: number;
  /** Plain text. */
  readonly title: string;
  readonly sections: readonly CitedSection[];
}

/**
 * Drafts a post-mortem from the events of one incident, oldest first, up to any version of it. Texts are plain: one line each, no
 * control characters, but possibly looking like markup, so whoever renders them escapes them.
 *
 * @throws PostmortemError `not-an-incident` when the events do not begin with `IncidentOpened`.
 */
export function draftPostmortem(events: readonly IncidentEvent[], { catalog }: DraftContext): Draft {
  const story = readStory(events);
  const material = { facts: facts(story), catalog };
  return {
    incidentId: story.incidentId,
    incidentVersion: story.version,
    title: draftTitle(material.facts),
    sections: sectionKeys.map((key) => {
      const { heading, prompts, write } = writers[key];
      return { key, heading, sentences: write(material), prompts };
    }),
  };
}

/** The sections of {@link draftPostmortem} alone. */
export const draftSections = (
  events: readonly IncidentEvent[],
  context: DraftContext,
): readonly CitedSection[] => draftPostmortem(events, context).sections;
