import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemKinds } from '@throughline/platform';

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/api.md'), 'utf8');

describe('docs/api.md', () => {
  it('explains every problem with its status, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) /gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(problemKinds).map(([code, { status }]) => [code, status])),
    );
  });
});
