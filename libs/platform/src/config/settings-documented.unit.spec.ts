import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settings, variables } from './settings.js';

const document = readFileSync(new URL('../../../../docs/settings.md', import.meta.url), 'utf8');

/** Rows of the tables by the variable in their first cell. */
const rows = new Map(
  document.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(THROUGHLINE_\w+)`$/.exec(cells[1] ?? '')?.[1];
    return name === undefined
      ? []
      : [[name, { byDefault: cells[2] ?? '', meaning: cells[3] ?? '' }] as const];
  }),
);

const defaults = Object.entries(settings.parse({})).map(([name, value]) => [name, String(value)] as const);

describe('docs/settings.md', () => {
  it.each(variables)('explains %s', (name) => {
    expect(rows.get(name)?.meaning).toMatch(/\w/);
  });

  it('names nothing that is not read', () => {
    expect([...rows.keys()].filter((name) => !variables.includes(name))).toEqual([]);
  });

  it.each(defaults)('says the default of %s', (name, value) => {
    expect(rows.get(name)?.byDefault).toContain(`\`${value}\``);
  });
});
