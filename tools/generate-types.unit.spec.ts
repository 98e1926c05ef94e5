import { describe, expect, it } from '@jest/globals';
import { drifted, generate } from './generate-types.js';

describe('the generated files', () => {
  it('are what the schemas say: else run `npm run generate` and commit the result', async () => {
    expect(await drifted()).toEqual([]);
  });

  it('hold types and schemas', async () => {
    const files = await generate();
    expect(Object.keys(files)).toEqual(['records.ts', 'schemas.ts']);
    expect(files['records.ts']).toContain('export interface Signal {');
    expect(files['schemas.ts']).toContain('configChanges:');
  });
});
