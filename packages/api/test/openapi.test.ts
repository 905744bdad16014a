import { openApiDocument } from '@outgrow/api/openapi';
import { routes } from '@outgrow/api/routes';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { running } from './running.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test looks into the document as it came
const operations = (document: any) =>
  Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  );

test('the document is valid OpenAPI 3.1 and comes whole', async () => {
  await using at = await running();
  const { status, headers, body } = await at.ask('GET', '/openapi.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  const validator = new Validator();
  expect(await validator.validate(structuredClone(body))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(operations(body)).toHaveLength(routes.length);
});

test('each operation tells its roles, its parameters, its replies and its problems', () => {
  const all = operations(openApiDocument(routes));
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(routes.length);
  for (const route of routes) {
    const found = all.find(({ operationId }) => operationId === route.name);
    const roles = found.security.flatMap(Object.keys);
    expect([route.name, roles]).toEqual([route.name, route.roles.includes('anonymous') ? [] : [...route.roles]]);
    const named = [...found.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters: { in: string; name: string; required?: boolean }[] = found.parameters ?? [];
    const inPlace = (place: string) => parameters.filter((parameter) => parameter.in === place);
    expect(inPlace('path').map(({ name }) => name)).toEqual(named);
    expect(inPlace('header').some(({ name }) => name === 'Idempotency-Key')).toBe(route.command !== undefined);
    expect(found.requestBody !== undefined).toBe(route.body !== undefined);
    expect(found.responses).toHaveProperty(String(route.reply.status));
    for (const status of ['400', '500', '503']) expect(found.responses).toHaveProperty(status);
    if (!route.roles.includes('anonymous')) expect(found.responses['401'].headers).toHaveProperty('WWW-Authenticate');
  }
});

test('the document says what the validation does', () => {
  const place = operations(openApiDocument(routes)).find(({ operationId }) => operationId === 'placeOrder');
  const { schema } = place.requestBody.content['application/json'];
  expect(schema).toMatchObject({ required: ['merchantId', 'lines'], additionalProperties: false });
  expect(schema.properties.lines).toMatchObject({
    type: 'array',
    minItems: 1,
    maxItems: 50,
    items: { properties: { quantity: { type: 'integer', minimum: 1, maximum: 10_000 } }, additionalProperties: false },
  });
  expect(place.responses['409'].content['application/problem+json'].schema.allOf[1].properties.code.enum).toEqual([
    'out_of_stock',
  ]);
  const search = operations(openApiDocument(routes)).find(({ operationId }) => operationId === 'searchProducts');
  const limit = search.parameters.find(({ name }: { name: string }) => name === 'limit');
  expect(limit).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } });
  expect(limit.required ?? false).toBe(false);
});
