/** The OpenAPI document that the utility's middleware implements, made from the contract's schemas. */
import { z } from 'zod';
import { CONTRACT } from '../ports.ts';

/** OpenAPI 3.1: one POST for each method of each port. */
export function openApiDocument(): Record<string, unknown> {
  const paths = Object.entries(CONTRACT).flatMap(([port, methods]) =>
    Object.entries(methods).map(([method, { input, output, write }]) => [
      `/${port}/${method}`,
      {
        post: {
          operationId: `${port}.${method}`,
          tags: [port],
          ...(write ? { parameters: [KEY] } : {}),
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(input) } } },
          responses: {
            200: { description: 'Done', content: { 'application/json': { schema: schemaOf(output) } } },
            '4XX': { description: 'Understood and refused: trying again gives the same', ...PROBLEM },
            503: { description: 'Not reached: nothing happened', ...PROBLEM },
            504: { description: 'No answer in time: a write may have happened', ...PROBLEM },
          },
        },
      },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Back ends of the customer-service robot',
      version: '1',
      description:
        'Money is integer fen, energy kWh, times ISO 8601 with +08:00. The same Idempotency-Key acts once and answers the same.',
    },
    paths: Object.fromEntries(paths),
    components: {
      schemas: {
        Problem: {
          type: 'object',
          required: ['code', 'message'],
          properties: { code: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  };
}

const KEY = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } };
const PROBLEM = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } } };

function schemaOf(type: z.ZodType): unknown {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  return schema;
}
