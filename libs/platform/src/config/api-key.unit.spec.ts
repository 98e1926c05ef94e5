import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { resolveApiKey } from './api-key.js';

const home = (): string => join(mkdtempSync(join(tmpdir(), 'throughline-key-')), 'home');

describe('resolveApiKey', () => {
  it('makes a key that only its owner can read, and keeps it', () => {
    const directory = home();
    const first = resolveApiKey(directory);
    expect(first).toMatchObject({ generated: true, key: expect.stringMatching(/^tl_[A-Za-z0-9_-]{43}$/) });
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(resolveApiKey(directory)).toEqual({ ...first, generated: false });
  });

  it('makes another one elsewhere', () => {
    expect(resolveApiKey(home()).key).not.toBe(resolveApiKey(home()).key);
  });

  it('closes a file that others could read, and fills an empty one', () => {
    const open = resolveApiKey(home());
    writeFileSync(open.file, '', { mode: 0o644 });
    const again = resolveApiKey(join(open.file, '..'));
    expect(again.generated).toBe(true);
    expect(statSync(open.file).mode & 0o777).toBe(0o600);
  });
});
