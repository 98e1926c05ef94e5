import { type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { openApiDocument } from '../openapi/document.js';

export const api: OpenAPIObject = openApiDocument();

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? (node as Json)[key] : undefined),
    value,
  );

const definitions = JSON.parse(
  JSON.stringify(api.components?.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
) as Json;

const checkers = new Map<string, z.ZodType>();

/** A checker made of the document alone: what code and document share is not used. */
const checkerOf = (schema: unknown): z.ZodType => {
  const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
  const known = checkers.get(text);
  if (known !== undefined) return known;
  const made = z.fromJSONSchema({ ...(JSON.parse(text) as Json), $defs: definitions } as never);
  checkers.set(text, made);
  return made;
};

/** What an answer has that the document does not say, as sentences; empty when it keeps to it. */
export const departures = (operationId: string, answer: Answer): string[] => {
  const path = Object.keys(api.paths).find(
    (name) => at(api.paths[name], 'get', 'operationId') === operationId,
  );
  if (path === undefined) return [`no operation ${operationId}`];
  const response = at(api.paths[path], 'get', 'responses', String(answer.status));
  if (response === undefined) return [`${operationId} does not document ${answer.status}`];
  const content = at(response, 'content') as Json | undefined;
  if (content === undefined) return answer.text === '' ? [] : [`${answer.status} has a body`];
  const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  if (!(type in content)) return [`${operationId} does not document ${type} with ${answer.status}`];
  if (!type.endsWith('json')) return [];
  const parsed = checkerOf(at(content, type, 'schema')).safeParse(JSON.parse(answer.text));
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path: place, message }) => `${place.join('.')}: ${message}`);
};
