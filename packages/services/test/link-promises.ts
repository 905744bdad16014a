import { pollUntil } from '@outgrow/services/poll-until';
import { postgres, type StartedPostgres } from '@outgrow/services/postgres';
import { query, withClient } from '@outgrow/services/postgres-query';
import { type Link, type StartedToxiproxy, toxiproxy } from '@outgrow/services/toxiproxy';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

/** What a link promises, wherever the proxy and the server run. */
export function linkPromises(mode: 'native' | 'container'): void {
  let server: StartedPostgres;
  let proxy: StartedToxiproxy;
  let link: Link;
  let url: string;
  beforeAll(async () => {
    server = await postgres({ mode }).start();
    proxy = await toxiproxy({ mode }).start();
    link = await proxy.link('postgres', server);
    url = server.url.replace(server.address, link.address);
  }, 300_000);
  afterEach(() => link.heal());
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const one = 'SELECT 1 AS one';
  const answers = async () => expect(await query(url, one)).toEqual([{ one: 1 }]);

  test('answers as the server does while nothing is wrong', async () => {
    expect(link.address).not.toBe(server.address);
    expect(proxy.version).toMatch(/\d/);
    await answers();
  });

  test('cut: who asks hears nothing until its own time is up, and once it is healed there are answers again', async () => {
    await withClient(url, async (client) => {
      await client.query(one);
      await link.cut();
      let answered = false;
      const hear = () => {
        answered = true;
      };
      client.query(one).then(hear, hear);
      await expect(pollUntil('an answer', 500, () => answered)).rejects.toThrow('in vain');
    });
    await expect(query(url, one)).rejects.toThrow('timeout');
    await link.heal();
    await answers();
  });

  test('slow: a reply takes at least so much longer, also on a connection from before, until it is healed', async () => {
    await withClient(url, async (client) => {
      await client.query(one);
      await link.slow(200);
      const startMs = performance.now();
      await client.query(one);
      // Timers of two processes: the last millisecond is nobody's.
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(199);
      await link.slow(5, 5);
      await client.query(one);
      await link.heal();
      await client.query(one);
    });
  });

  test('reset: connections end at once, new ones are reset, and once it is healed there are answers again', async () => {
    await withClient(url, async (client) => {
      let ended = false;
      client.on('end', () => {
        ended = true;
      });
      await link.reset();
      await pollUntil('the idle connection to end', 2_000, () => ended);
    });
    await expect(query(url, one)).rejects.toThrow(/ECONNRESET|terminated/);
    await link.heal();
    await answers();
  });

  test('one state takes the place of the other', async () => {
    await Promise.all([link.cut(), link.reset(), link.slow(1)]);
    await answers();
  });

  test('links do not share what is done to them, nor a name', async () => {
    const other = await proxy.link('other way', server);
    await link.cut();
    expect(await query(server.url.replace(server.address, other.address), one)).toEqual([{ one: 1 }]);
    await expect(proxy.link('other way', server)).rejects.toThrow('There is a link "other way" already');
  });

  test('is whole and at its address after the proxy was killed and started again', async () => {
    await link.cut();
    await proxy.kill();
    await expect(query(url, one)).rejects.toThrow('ECONNREFUSED');
    await expect(link.heal()).rejects.toThrow();
    await proxy.restart();
    await answers();
  });
}
