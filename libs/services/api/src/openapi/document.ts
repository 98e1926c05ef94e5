import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { problemKinds, type ProblemCode } from '@throughline/platform';
import { z } from 'zod';
import { components } from '../representations/parts.js';
import { problem } from '../representations/problem.js';
import { type Parameters } from '../requests/parameters.js';
import { type Operation, operations } from './operations.js';

type Json = Readonly<Record<string, unknown>>;

const reference = (id: string): string => `#/components/schemas/${id}`;

/** Every named schema; what they name of each other is referred to. */
const schemas = (): Json => {
  const { schemas: made } = z.toJSONSchema(components, {
    uri: reference,
    io: 'output',
    target: 'draft-2020-12',
  });
  return Object.fromEntries(
    Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
};

const schemaOf = (answer: z.ZodType | string): Json => {
  if (typeof answer === 'string') return { schema: { type: 'string', description: answer } };
  const id = components.get(answer)?.id;
  if (id === undefined) throw new Error('An answer of the API has no name');
  return { schema: { $ref: reference(id) } };
};

const contentOf = ({ id, answers }: Operation): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([type, answer]) => [
      type,
      id === 'getOpenApi' ? { schema: { type: 'object', description: answer } } : schemaOf(answer),
    ]),
  );

const queryParameters = (query: Parameters): Json[] =>
  Object.entries(query).map(([name, { schema, description }]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
    ...(schema.type === 'array' && { style: 'form', explode: true }),
  }));

const pathParameters = (parameters: Operation['pathParameters']): Json[] =>
  Object.entries(parameters).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string', format: 'uuid' },
  }));

const ifNoneMatch: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'ETag of a representation that the caller has',
  schema: { type: 'string' },
};

const withEtag = {
  headers: { ETag: { description: 'Strong; moves with the version', schema: { type: 'string' } } },
};

/** One response a status: problems that share it are told apart by their `type`. */
const problemResponses = (codes: readonly ProblemCode[]): Json => {
  const statuses = [...new Set(codes.map((code) => problemKinds[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: codes
          .filter((code) => problemKinds[code].status === status)
          .map((code) => `${code}: ${problemKinds[code].title}`)
          .join('; '),
        content: { 'application/problem+json': schemaOf(problem) },
      },
    ]),
  );
};

const responsesOf = (operation: Operation): Json => ({
  '200': {
    description: operation.summary,
    content: contentOf(operation),
    ...(operation.conditional && withEtag),
  },
  ...(operation.conditional && { '304': { description: 'The caller has it already' } }),
  ...Object.fromEntries(
    Object.entries(operation.alsoStatus ?? {}).map(([status, description]) => [
      status,
      { description, content: contentOf(operation) },
    ]),
  ),
  ...problemResponses(operation.problems),
});

const pathItem = (operation: Operation): Json => ({
  get: {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    security: operation.secured ? [{ apiKey: [] }] : [],
    parameters: [
      ...pathParameters(operation.pathParameters),
      ...queryParameters(operation.query),
      ...(operation.conditional ? [ifNoneMatch] : []),
    ],
    responses: responsesOf(operation),
  },
});

/** The OpenAPI 3.1 document, made of the very schemas and parameters that the code works with. */
export const openApiDocument = (): OpenAPIObject => {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Throughline')
    .setDescription(
      'Incidents, their timelines and post-mortem drafts. Times are ISO 8601 in UTC; lists are pages by cursor.',
    )
    .setVersion('1')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The API key' }, 'apiKey')
    .addTag('incidents')
    .addTag('signals')
    .addTag('services')
    .addTag('operations')
    .build();
  return {
    ...base,
    paths: Object.fromEntries(operations.map((operation) => [operation.path, pathItem(operation)])),
    components: {
      ...base.components,
      schemas: schemas() as NonNullable<OpenAPIObject['components']>['schemas'] & object,
    },
  };
};
