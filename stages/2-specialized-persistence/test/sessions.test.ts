import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sessionsIn } from '@outgrow/api/sessions';
import { StoreError } from '@outgrow/domain/store-error';
import { pollUntil } from '@outgrow/services/poll-until';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { Cookie, type SessionData } from 'express-session';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sessions } from '../src/sessions.ts';

let server: StartedRedis;
let store: Sessions;

beforeAll(async () => {
  server = await redis({ settings: { appendonly: 'yes', appendfsync: 'always' } }).start();
  store = new Sessions(server.url);
});
afterAll(async () => {
  await store?.close();
  await server?.[Symbol.asyncDispose]();
});

const session = (customerId: string, maxAgeMs = 60_000): SessionData => {
  const cookie = new Cookie();
  cookie.maxAge = maxAgeMs;
  return { cookie, customerId };
};
const get = (id: string) => store.get(id) as Promise<SessionData | null>;
const set = (id: string, data: SessionData) => store.set(id, data);
const destroy = (id: string) => store.destroy(id);

describe('a store of sessions', () => {
  test('gives back what was saved, until it is destroyed', async () => {
    await set('s1', session('c1'));
    expect(await get('s1')).toMatchObject({ customerId: 'c1' });
    await destroy('s1');
    expect(await get('s1')).toBeNull();
  });

  test('keeps a session as long as its cookie, and no longer', async () => {
    await set('s2', session('c2'));
    await withRedis(server.adminUrl, async (admin) => {
      const left = await admin.pttl('session:s2');
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
    });
    await set('s2', session('c2', -1));
    expect(await get('s2')).toBeNull();
  });

  test('tells which there are, and can be emptied', async () => {
    await set('s3', session('c3'));
    await set('s4', session('c4'));
    const ids = (await store.ids()) as string[];
    expect(ids.sort()).toEqual(['s3', 's4']);
    expect(await store.all()).toHaveLength(2);
    await store.clear();
    expect(await store.length()).toBe(0);
  });
});

describe.each([
  ['killed', () => server.kill(), () => server.restart()],
  ['paused', () => server.pause(), () => server.resume()],
] as const)('with the store %s', (_state, breaks, heals) => {
  test('nobody is signed out or in: every use of a session fails, and goes on when the store is back', {
    timeout: 30_000,
  }, async () => {
    await using app = await opened();
    const cookie = await app.signedIn('c1');
    expect(await app.ask('/who', cookie)).toMatchObject({ status: 200, body: 'c1' });
    await breaks();
    try {
      for (const path of ['/who', '/sign-out', '/sign-in?c2']) {
        expect(await app.ask(path, cookie), path).toMatchObject({
          status: 503,
          body: expect.stringMatching(/^sessions: /),
          cookie: '',
        });
      }
      await expect(store.ping()).rejects.toThrow(StoreError);
      expect(await app.ask('/who', ''), 'who has no cookie needs no store').toMatchObject({ status: 200, body: 'nobody' });
    } finally {
      await heals();
    }
    await pollUntil('the store to answer again', 10_000, async () => (await app.ask('/who', cookie)).status === 200);
    expect(await app.ask('/who', cookie)).toMatchObject({ body: 'c1' });
    expect((await app.ask('/sign-out', cookie)).status).toBe(200);
    expect(await app.ask('/who', cookie)).toMatchObject({ status: 200, body: 'nobody' });
  });
});

/** A server with nothing but sessions. */
async function opened() {
  const log = { warn() {} } as unknown as Parameters<typeof sessionsIn>[1]['log'];
  const sessions = sessionsIn(store, { secret: 'of this test', secure: false, log });
  const http = createServer(async (req, res) => {
    const [path = '', customerId = ''] = (req.url ?? '').split('?');
    const [request, reply] = [req, res] as never as Parameters<typeof sessions.signIn>;
    Object.assign(res, { clearCookie: () => res.setHeader('Set-Cookie', 'outgrow.sid=; Max-Age=0') });
    try {
      const found = await sessions.customerOf(request, reply);
      if (path === '/sign-in') await sessions.signIn(request, reply, customerId);
      if (path === '/sign-out') await sessions.signOut(request, reply);
      res.end(path === '/who' ? (found ?? 'nobody') : 'done');
    } catch (error) {
      res.statusCode = error instanceof StoreError ? 503 : 500;
      res.end(String((error as Error).message));
    }
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const ask = async (path: string, cookie: string) => {
    const reply = await fetch(origin + path, { headers: { cookie }, signal: AbortSignal.timeout(10_000) });
    const [given = ''] = (reply.headers.get('set-cookie') ?? '').split(';');
    return { status: reply.status, body: await reply.text(), cookie: given };
  };
  return {
    ask,
    signedIn: async (customerId: string) => (await ask(`/sign-in?${customerId}`, '')).cookie,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
