import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { postmortemId } from '@throughline/identity';
import { type DraftedSection } from '@throughline/contracts';
import { type PostmortemDocument } from '../document/document.js';
import { draftPostmortem } from '../draft/draft-sections.js';
import { at, outage, outageId, shop } from '../outage.fixture.spec.js';
import { renderJson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { escapeMarkdown } from './markdown-text.js';

const documentOf = (sections: readonly DraftedSection[], title: string): PostmortemDocument => ({
  id: postmortemId(outageId, 1),
  incidentId: outageId,
  tenant: 'default',
  environment: 'production',
  scope: 'default/production',
  version: 1,
  incidentVersion: outage.length,
  status: 'draft',
  title,
  reason: 'resolved',
  sections,
  draftedAt: at('14:43:32'),
  updatedAt: at('14:43:32'),
});

const draft = draftPostmortem(outage, { catalog: shop });
const document = documentOf(draft.sections, draft.title);

describe('a rendered post-mortem', () => {
  it('reads as the example that people have reviewed', () => {
    const example = new URL('../../examples/checkout-outage.md', import.meta.url);
    expect(renderMarkdown(document)).toBe(readFileSync(example, 'utf8'));
  });

  it('gives every citation a footnote, and every footnote a citation', () => {
    const text = renderMarkdown(document);
    const cited = new Set([...text.matchAll(/\[\^(\d+)\](?!:)/gu)].map((match) => match[1]));
    const noted = [...text.matchAll(/^\[\^(\d+)\]: /gmu)].map((match) => match[1]);
    expect(noted.length).toBeGreaterThan(10);
    expect(new Set(noted)).toEqual(cited);
    expect(noted).toHaveLength(cited.size);
  });

  it('names in JSON every event that it cites', () => {
    const json = renderJson(document);
    const cited = new Set(
      json.sections.flatMap((section) => section.sentences.flatMap((item) => item.citations)),
    );
    expect(new Set(json.references.map((reference) => reference.eventId))).toEqual(cited);
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['[click](javascript:alert(1))', '\\[click\\](javascript:alert(1))'],
    ['![x](https://evil.example/p.png)', '!\\[x\\](https:\\//evil.example/p.png)'],
    ['a `code` b', 'a \\`code\\` b'],
    ['# heading', '\\# heading'],
    ['> quote', '\\> quote'],
    ['1. item', '1\\. item'],
    ['- item', '\\- item'],
    ['*bold* _it_ snake_case', '\\*bold\\* \\_it\\_ snake_case'],
    ['a | b', 'a \\| b'],
    ['two\n\n## lines', 'two ## lines'],
    ['@everyone', '@\u2060everyone'],
    ['$x$ ~~y~~ [^1]', '\\$x\\$ \\~\\~y\\~\\~ \\[^1\\]'],
  ])('shows %j as itself', (hostile, safe) => {
    expect(escapeMarkdown(hostile)).toBe(safe);
  });

  it('never leaves a live special character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkdown(text);
        const live = escaped.replace(/\\[\\`*[\]~|$_#+=>./)-]/gu, '').replace(/&(?:lt|amp);/gu, '');
        expect(live).not.toMatch(/[\\`*[\]~|$<&\n\r]/u);
        expect(escaped).not.toMatch(/^(?:[#+=>-]|\d+[.)]|\s)/u);
        expect(escaped).not.toContain('://');
      }),
    );
  });

  it('lets no ingested text become markup', () => {
    const hostile = '</li><img src=x onerror=alert(1)> [a](javascript:x) `b` **c**\n\n# d';
    const sections = [
      {
        key: 'impact',
        heading: hostile,
        prompts: [hostile],
        sentences: [{ text: hostile, citations: [outage[0]!.eventId] }],
      },
    ];
    const text = renderMarkdown({ ...documentOf(sections, hostile), environment: hostile, reason: hostile });
    expect(text).not.toContain('<');
    expect(text).not.toMatch(/^# d/mu);
    expect(text).not.toMatch(/(?<!\\)\[a/u);
    expect(text).not.toMatch(/(?<!\\)`b/u);
    expect(text).not.toMatch(/(?<!\\)\*/u);
  });
});
