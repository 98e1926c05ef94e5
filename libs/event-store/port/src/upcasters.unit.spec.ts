import { describe, expect, it } from '@jest/globals';
import { type Upcaster, Upcasters } from './upcasters.js';

const step = (type: string, fromSchemaVersion: number): Upcaster => ({
  type,
  fromSchemaVersion,
  upcast: (data) => [...(data as number[]), fromSchemaVersion],
});

describe('upcasters', () => {
  it('form a chain from the stored version to the newest, whatever their order in the list', () => {
    const upcasters = new Upcasters([step('A', 2), step('B', 1), step('A', 1), step('A', 3)]);
    expect(upcasters.newest('A')).toBe(4);
    expect(upcasters.upcast('A', 1, [])).toEqual([1, 2, 3]);
    expect(upcasters.upcast('A', 3, [])).toEqual([3]);
    expect(upcasters.upcast('A', 4, [])).toEqual([]);
    expect(upcasters.upcast('B', 1, [])).toEqual([1]);
  });

  it('leave types alone that never changed', () => {
    expect(new Upcasters().newest('A')).toBe(1);
    expect(new Upcasters().upcast('A', 1, 'as it is')).toBe('as it is');
  });

  it('refuse data that newer code wrote', () => {
    expect(() => new Upcasters([step('A', 1)]).upcast('A', 3, [])).toThrow(
      expect.objectContaining({ code: 'unknown-schema-version', schemaVersion: 3, newest: 2 }),
    );
  });

  it.each([
    ['a gap', [1, 3]],
    ['a version twice', [1, 1]],
    ['a beginning that is missing', [2]],
  ])('refuse %s', (_, versions) => {
    expect(() => new Upcasters(versions.map((version) => step('A', version)))).toThrow(TypeError);
  });
});
