import { type CitedSentence, type DraftedSection } from '@throughline/contracts';
import { type PostmortemDocument } from '../document/document.js';
import { code, escapeMarkdown, joined, mark, type Markdown } from './markdown-text.js';
import { references } from './references.js';

/** Sections that read as running text; the others are lists. */
const prose: ReadonlySet<string> = new Set(['summary']);
/** The section whose sentences are hypotheses, each followed by what speaks for and against it. */
const argued = 'contributing-factors';

type Labels = ReadonlyMap<string, Markdown>;

function footnotes(sentence: CitedSentence, labels: Labels): Markdown {
  const marks = sentence.citations.flatMap((id) => {
    const label = labels.get(id);
    return label === undefined ? [] : [mark`[^${label}]`];
  });
  return joined(marks, '');
}

const line = (sentence: CitedSentence, labels: Labels): Markdown =>
  mark`${escapeMarkdown(sentence.text)}${footnotes(sentence, labels)}`;

const isReason = (sentence: CitedSentence): boolean => /^(?:For|Against)\b/u.test(sentence.text);

function body(section: DraftedSection, labels: Labels): readonly Markdown[] {
  if (section.sentences.length === 0) return [];
  const lines = section.sentences.map((sentence) => line(sentence, labels));
  if (prose.has(section.key)) return [joined(lines, ' ')];
  const items = section.sentences.map((sentence, index) => {
    const indent = section.key === argued && isReason(sentence) ? mark`  ` : mark``;
    return mark`${indent}- ${lines[index] ?? mark``}`;
  });
  return [joined(items, '\n')];
}

function prompts(section: DraftedSection): readonly Markdown[] {
  if (section.prompts.length === 0) return [];
  return [
    joined(
      section.prompts.map((prompt) => mark`> _To add:_ ${escapeMarkdown(prompt)}`),
      '\n>\n',
    ),
  ];
}

const sectionBlocks = (section: DraftedSection, labels: Labels): readonly Markdown[] => [
  mark`## ${escapeMarkdown(section.heading)}`,
  ...body(section, labels),
  ...prompts(section),
];

const day = (ms: number): Markdown =>
  escapeMarkdown(
    new Date(ms)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/u, ' UTC'),
  );

function header(document: PostmortemDocument): readonly Markdown[] {
  const { draftedAt, incidentId, incidentVersion, reason, status, title, updatedAt } = document;
  const facts = [
    mark`- Status: ${escapeMarkdown(status)} (${escapeMarkdown(reason)})`,
    mark`- Incident: ${code(incidentId)}, as of its event ${incidentVersion}`,
    mark`- Environment: ${escapeMarkdown(document.environment)}`,
    mark`- Drafted: ${day(draftedAt)}${updatedAt === draftedAt ? mark`` : mark`, again ${day(updatedAt)}`}`,
  ];
  return [mark`# ${escapeMarkdown(title)}`, joined(facts, '\n')];
}

/**
 * The document in GitHub Flavored Markdown. Every sentence ends with footnotes; a footnote's label is the version of the event in
 * the incident's stream, so `[^7]` is event 7. Ingested text is escaped; nothing of it becomes markup.
 */
export function renderMarkdown(document: PostmortemDocument): string {
  const { incidentId, incidentVersion, sections } = document;
  const cited = references(incidentId, incidentVersion, sections);
  const labels = new Map(cited.map(({ eventId, version }) => [eventId, mark`${version}`]));
  const notes = cited.map(({ eventId, version }) => mark`[^${version}]: event ${version}, ${code(eventId)}`);
  const blocks = [
    ...header(document),
    ...sections.flatMap((section) => sectionBlocks(section, labels)),
    joined(notes, '\n\n'),
  ];
  return `${joined(blocks, '\n\n')}\n`;
}
