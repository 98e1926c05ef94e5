import { describe, expect, it } from '@jest/globals';
import { nextMigration } from './next-migration.js';

const file = (name: string, checksum = `sum of ${name}`) => ({ file: name, sql: 'select 1', checksum });
const first = file('0001-a.sql');
const second = file('0002-b.sql');

describe('nextMigration', () => {
  it('takes the files in order', () => {
    expect(nextMigration([first, second], [])).toBe(first);
    expect(nextMigration([first, second], [first])).toBe(second);
    expect(nextMigration([first, second], [first, second])).toBeNull();
  });

  it('takes a file that came later into an earlier block of numbers', () => {
    expect(nextMigration([first, second], [second])).toBe(first);
  });

  it('refuses a database that is newer than the code', () => {
    expect(() => nextMigration([first], [first, second])).toThrow(
      expect.objectContaining({
        code: 'database-newer',
        message: expect.stringContaining('0002-b.sql') as unknown,
      }),
    );
  });

  it('refuses a file that changed after it was applied', () => {
    expect(() => nextMigration([first, second], [file('0001-a.sql', 'other')])).toThrow(
      expect.objectContaining({ code: 'migration-changed' }),
    );
  });
});
