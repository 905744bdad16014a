import { inspect } from 'node:util';
import type { Product } from '@outgrow/domain/records';
import { StoreError } from '@outgrow/domain/store-error';
import { pollUntil } from '@outgrow/services/poll-until';
import { redis, type StartedRedis } from '@outgrow/services/redis';
import { withRedis } from '@outgrow/services/redis-client';
import { type Link, type StartedToxiproxy, toxiproxy } from '@outgrow/services/toxiproxy';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DataGrid } from '../src/grid/data-grid.ts';
import { gated, KEY, product, source, written } from './grid-samples.ts';

/** Longer than a busy machine pauses. */
const ANSWER_WITHIN_MS = 1_000;
/** For a wait that is bounded to that, and a connection to be made. */
const BOUNDED_MS = 10_000;

let server: StartedRedis;
let proxy: StartedToxiproxy;
let link: Link;
let grid: DataGrid | undefined;

beforeAll(async () => {
  [server, proxy] = await Promise.all([redis().start(), toxiproxy().start()]);
  link = await proxy.link('grid', server);
});
afterEach(() => grid?.close());
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const open = (url: string) => {
  grid = new DataGrid(url, { onWrite: 'delete', guard: 'lease', misses: 'together', answerWithinMs: ANSWER_WITHIN_MS });
  return grid;
};
const linked = () => server.url.replace(server.address, link.address);
const isHeld = async (opened: DataGrid) => {
  const hits = opened.hits;
  await opened.read(KEY, source(product(1)).load);
  return opened.hits > hits;
};

describe.each([
  ['killed', () => server.kill(), () => server.restart()],
  ['paused', () => server.pause(), () => server.resume()],
  ['behind a link that is cut', () => link.cut(), () => link.heal()],
  ['behind a link that resets', () => link.reset(), () => link.heal()],
] as const)('a grid that is %s', (_state, breaks, heals) => {
  test('lets reads load, one for all, says that it was not told, and serves again without a restart of the app', {
    timeout: 30_000,
  }, async () => {
    const opened = open(linked());
    await opened.read(KEY, source(product(1)).load);
    expect(await isHeld(opened)).toBe(true);
    await breaks();
    try {
      const { load, answer } = gated<Product>();
      let loads = 0;
      const counted = () => {
        loads += 1;
        return load();
      };
      const reading = Promise.all(Array.from({ length: 50 }, () => opened.read(KEY, counted)));
      await pollUntil('all reads to be given up by the grid', BOUNDED_MS, () => opened.failures.read === 50);
      answer(product(2));
      expect(await reading).toEqual(Array.from({ length: 50 }, () => product(2)));
      expect(loads).toBe(1);
      const telling = within(BOUNDED_MS, opened.tell(written(2), 'committed'));
      await expect(telling).rejects.toThrow(StoreError);
      await expect(telling).rejects.toMatchObject({ system: 'grid' });
      expect(opened.failures.tell).toBe(1);
      await expect(within(BOUNDED_MS, opened.ping())).rejects.toThrow(StoreError);
    } finally {
      await heals();
    }
    await pollUntil('the grid to be read and filled again', 10_000, () => isHeld(opened));
    await opened.tell(written(3), 'committed');
    expect(await isHeld(opened)).toBe(false);
  });

  test('is not waited for when the app starts with it away, nor when it ends, and is used once it is back', {
    timeout: 30_000,
  }, async () => {
    await breaks();
    const opened = open(linked());
    try {
      expect(await within(BOUNDED_MS, opened.read(KEY, source(product(1)).load))).toEqual(product(1));
      const another = open(linked());
      await within(BOUNDED_MS, Promise.all([another.read(KEY, source(product(1)).load), another.close()]));
      await expect(within(BOUNDED_MS, another.ping())).rejects.toThrow(StoreError);
    } finally {
      await heals();
    }
    await pollUntil('the grid to be read and filled', 10_000, () => isHeld(opened));
    await opened.close();
  });
});

test('a grid that failed is not asked by the next readers', async () => {
  const opened = open(linked());
  await opened.ping();
  await withRedis(server.adminUrl, async (admin) => {
    await admin.call('ACL', 'SETUSER', 'app', '-get');
    try {
      for (let read = 0; read < 200; read += 1) await opened.read(KEY, source(product(1)).load);
    } finally {
      await admin.call('ACL', 'SETUSER', 'app', '+get');
    }
  });
  // On a busy machine its rest may be over before the last of them.
  expect(opened.failures.read).toBeLessThan(200);
  await pollUntil('the grid to be read again', 10_000, () => isHeld(opened));
});

test('what was sent and not answered is unknown; what could not be sent was not done', { timeout: 30_000 }, async () => {
  const opened = open(linked());
  await opened.ping();
  await link.cut();
  try {
    await expect(opened.tell(written(2), 'committed')).rejects.toMatchObject({ outcome: 'unknown' });
    await pollUntil('the silent connection to be given up', BOUNDED_MS, async () => {
      const error = await opened.tell(written(2), 'committed').catch((thrown: StoreError) => thrown);
      return error instanceof StoreError && error.outcome === 'not_applied';
    });
  } finally {
    await link.heal();
  }
});

test('a refused password, and an address that is none, are told without a word of the password', async () => {
  const guessed = new URL(server.url);
  guessed.password = 'guessed-secret';
  const error = await open(guessed.href)
    .ping()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ system: 'grid', outcome: 'not_applied', message: expect.stringContaining('WRONGPASS') });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('guessed-secret');
  expect(() => open('http://app:guessed-secret@127.0.0.1')).toThrow('it takes redis://user:password@host:port');
});

/** Fails where the wait was not bounded, rather than at the end of the test. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let over: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    over = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(over);
  }
}
