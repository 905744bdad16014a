import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { observe, traced, traceRequest } from '@outgrow/api/tracing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './client.ts';
import { spawned } from './spawned.ts';

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

const received: { path: string | undefined; spans: Span[] }[] = [];
const sink = createServer(async (req, res) => {
  const { resourceSpans = [] } = JSON.parse(Buffer.concat(await req.toArray()).toString());
  const scopes = resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) => scopeSpans);
  received.push({ path: req.url, spans: scopes.flatMap(({ spans }: { spans: Span[] }) => spans) });
  res.end('{}');
});
beforeAll(async () => {
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
});
afterAll(() => {
  sink.closeAllConnections();
  sink.close();
});

test('without an endpoint, what is observed is called straight through', () => {
  expect(traceRequest).toBeUndefined();
  const promise = Promise.resolve(1);
  expect(observe('decide', () => 7)).toBe(7);
  expect(traced('postgres', 'read', () => promise)).toBe(promise);
});

test("a command's spans reach the collector under the caller's trace", async () => {
  const endpoint = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const app = await spawned({ OPERATOR_KEY: 'op', SESSION_SECRET: 's', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const [traceId, caller] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const heard = await ask(app.url, 'POST', '/v1/merchants', {
    as: 'op',
    json: { name: 'Pens', categoryId: 'books', currency: 'EUR' },
    headers: { traceparent: `00-${traceId}-${caller}-01` },
  });
  expect(heard.status).toBe(201);
  await ask(app.url, 'GET', '/v1/merchants/nobody');
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  expect(app.lines.find(({ msg }) => msg === 'exit')?.sdkModules).toBeGreaterThan(0);

  expect(new Set(received.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
  const spans = received.flatMap((batch) => batch.spans);
  const mine = spans.filter((span) => span.traceId === traceId);
  const server = mine.find(({ kind }) => kind === 2);
  expect(server).toMatchObject({ name: 'POST /v1/merchants', parentSpanId: caller });
  const attributes = Object.fromEntries(
    server?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [],
  );
  expect(attributes).toMatchObject({ 'http.route': '/v1/merchants', 'http.response.status_code': 201 });
  const below = (parent: Span | undefined) => mine.filter((span) => span.parentSpanId === parent?.spanId).map(({ name }) => name);
  expect(below(server)).toEqual(['decide', 'gather', 'decide', 'apply']);
  expect(below(mine.find(({ name }) => name === 'apply'))).toEqual(['memory apply']);
  const other = spans.filter((span) => span.traceId !== traceId);
  expect(other.map(({ name }) => name)).toEqual(['GET /v1/merchants/:merchantId']);
});
