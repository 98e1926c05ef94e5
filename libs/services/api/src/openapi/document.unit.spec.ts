import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from './document.js';
import { operations } from './operations.js';

const document = openApiDocument();
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 with every operation once', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(operations.map(({ path }) => path));
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  it('refers to nothing that is not there', () => {
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(Object.keys(document.components?.schemas ?? {})).toContain(name);
  });

  it('has a parameter for every placeholder', () => {
    for (const { path, pathParameters } of operations) {
      const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(pathParameters)).toEqual(placeholders);
    }
  });

  it('secures all of /v1 and documents its 401', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const secured = path.startsWith('/v1/');
      expect(item.get?.security).toEqual(secured ? [{ apiKey: [] }] : []);
      expect('401' in (item.get?.responses ?? {})).toBe(secured);
    }
    expect(document.components?.securitySchemes).toMatchObject({
      apiKey: { type: 'http', scheme: 'bearer' },
    });
  });
});
