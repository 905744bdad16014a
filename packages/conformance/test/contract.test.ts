import { describe, expect, test } from 'vitest';
import { Contract, type OpenApi } from '../src/contract.ts';
import type { Heard } from '../src/wire.ts';

const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const document = {
  openapi: '3.1.1',
  paths: {
    '/v1/kettles/{sku}': {
      get: {
        operationId: 'readKettle',
        responses: {
          '200': {
            headers: { ETag: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Kettle' } } },
          },
          '304': { headers: { ETag: {} } },
          '404': problem,
        },
      },
    },
    '/v1/kettles/best': { get: { operationId: 'best', responses: { '204': {} } } },
  },
  components: {
    schemas: {
      Kettle: { type: 'object', properties: { stock: { type: 'integer' } }, required: ['stock'], additionalProperties: false },
      Problem: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
    },
  },
} as unknown as OpenApi;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', etag: '"v1"' };
const PROBLEM_TYPE = { 'content-type': 'application/problem+json' };

function hear(heard: Partial<Heard>, path = '/v1/kettles/iron', method = 'GET'): unknown {
  const whole = { status: 200, headers: JSON_TYPE, text: '{"stock":1}', elapsedMs: 1, ...heard };
  return new Contract(document).checked(method, path, whole, 'GET it');
}

describe('the contract', () => {
  test('gives the body of a reply that is as documented', () => {
    expect(hear({})).toEqual({ stock: 1 });
    expect(hear({}, '/v1/kettles/iron?limit=1')).toEqual({ stock: 1 });
    expect(hear({ status: 304, headers: { etag: '"v1"' }, text: '' })).toBeUndefined();
    expect(hear({ status: 404, headers: PROBLEM_TYPE, text: '{"code":"unknown"}' })).toEqual({ code: 'unknown' });
  });

  test('takes the path without fields where two fit', () => {
    expect(hear({ status: 204, headers: {}, text: '' }, '/v1/kettles/best')).toBeUndefined();
    expect(() => hear({}, '/v1/kettles/best')).toThrow('200, which the contract does not document');
  });

  test.each<[string, Partial<Heard>, string]>([
    ['a status', { status: 418 }, 'which the contract does not document'],
    ['a field', { text: '{"stock":1,"secret":2}' }, '"additionalProperty":"secret"'],
    ['a missing field', { text: '{}' }, "must have required property 'stock'"],
    ['a wrong type', { text: '{"stock":"1"}' }, '/stock must be integer'],
    ['a missing header', { headers: { 'content-type': 'application/json' } }, 'without the documented ETag'],
    ['a media type', { headers: { ...JSON_TYPE, 'content-type': 'text/html' } }, 'as text/html'],
    ['a body that is no JSON', { text: '<html>' }, 'a body that is not JSON'],
    ['a body where there should be none', { status: 304 }, 'with a body where none is documented'],
    ['a problem that is none', { status: 404, headers: PROBLEM_TYPE, text: '{}' }, "must have required property 'code'"],
    ['what tells of a bug', { status: 500, headers: PROBLEM_TYPE, text: '{"code":"internal"}' }, 'tells of a bug'],
  ])('lets no reply pass with %s that is not documented', (_, heard, message) => {
    expect(() => hear(heard)).toThrow(message);
  });

  test('wants a problem where there is no route', () => {
    expect(hear({ status: 404, headers: PROBLEM_TYPE, text: '{"code":"no_such_route"}' }, '/nowhere')).toEqual({
      code: 'no_such_route',
    });
    expect(() => hear({ status: 404 }, '/nowhere')).toThrow('not as application/problem+json');
    expect(() => hear({}, '/nowhere')).toThrow('where the contract documents nothing');
  });
});
