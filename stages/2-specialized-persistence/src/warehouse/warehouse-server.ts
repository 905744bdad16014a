import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { version } from '@duckdb/node-api';
import { sameHash, secretHash } from '@outgrow/api/credentials';
import { httpServer } from '@outgrow/api/http-server';
import { StoreError } from '@outgrow/domain/store-error';
import type { Loader } from '../sync/warehouse/loader.ts';
import { BadRequest, type Body, objectIn } from './request-shapes.ts';
import { FileUnavailable, type WarehouseFile } from './warehouse-file.ts';
import type { WarehouseMetrics } from './warehouse-metrics.ts';
import { warehouseRoutes } from './warehouse-routes.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_UNDER_WAY = 64;

export interface WarehouseServer {
  server: Server;
  /** How many requests have not had all of their answer. */
  underWay(): number;
}

/** Serves the warehouse over HTTP to who has the secret. Health, readiness and metrics are open, as those of the apps are. */
export function warehouseServer(file: WarehouseFile, loader: Loader, metrics: WarehouseMetrics, secret: string): WarehouseServer {
  const routes = warehouseRoutes(file, loader);
  const wanted = secretHash(`Bearer ${secret}`);
  let underWay = 0;
  const server = httpServer((req, res) => {
    const [path = '', query = ''] = (req.url ?? '').split('?', 2);
    void answer(req, res, path, new URLSearchParams(query));
  });
  return { server, underWay: () => underWay };

  async function answer(req: IncomingMessage, res: ServerResponse, pathname: string, query: URLSearchParams): Promise<void> {
    if (pathname === '/healthz') return send(res, 200, { ok: true, version: version().replace(/^v/, '') });
    if (pathname === '/readyz') return readiness(res);
    if (pathname === '/metrics') return showMetrics(res);
    if (!sameHash(secretHash(req.headers.authorization ?? ''), wanted)) {
      return send(res, 401, { error: 'send the secret of the warehouse: Authorization: Bearer WAREHOUSE_SECRET' });
    }
    const route = routes[`${req.method} ${pathname}`];
    if (!route) return send(res, 404, { error: `there is no ${req.method} ${pathname}` });
    if (underWay >= MAX_UNDER_WAY) return send(res, 503, { error: `${MAX_UNDER_WAY} requests are under way already` });
    underWay++;
    res.once('close', () => underWay--);
    try {
      const body = req.method === 'POST' ? await readBody(req) : {};
      send(res, 200, await route({ query, body }));
    } catch (error) {
      if (!res.destroyed) send(res, statusOf(error), { error: (error as Error).message });
    }
  }

  async function readiness(res: ServerResponse): Promise<void> {
    try {
      await file.read(({ rows }) => rows('SELECT kind FROM watermarks'));
    } catch {
      return send(res, 503, { ready: false, reason: file.reason ?? 'the file does not answer' });
    }
    // Also where something else has found it broken.
    send(res, file.reason === undefined ? 200 : 503, { ready: file.reason === undefined, reason: file.reason });
  }

  async function showMetrics(res: ServerResponse): Promise<void> {
    try {
      const text = await metrics.text();
      res.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
    } catch (error) {
      send(res, 503, { error: (error as Error).message });
    }
  }
}

function send(res: ServerResponse, status: number, body: unknown): void {
  if (res.headersSent || res.destroyed) return;
  const text = Buffer.from(JSON.stringify(body));
  res
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': text.length, 'Cache-Control': 'no-store' })
    .end(text);
}

function statusOf(error: unknown): number {
  if (error instanceof BadRequest) return 400;
  // What was not available was not written either: of a failed load no more than whole batches are in.
  if (error instanceof FileUnavailable || error instanceof StoreError) return 503;
  console.error(error);
  return 500;
}

/** Nothing is taken for an empty object: /load and /rebuild need no more. */
async function readBody(req: IncomingMessage): Promise<Body> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  if (length === 0) return {};
  try {
    return objectIn(JSON.parse(Buffer.concat(chunks).toString()));
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest('the body is not JSON');
  }
}

const tooLarge = () => new BadRequest(`a body may hold ${MAX_BODY_BYTES} bytes at most`);
