import { join } from 'node:path';
import type { Running } from '@outgrow/harness/running';
import { freePort } from '@outgrow/services/free-port';
import { nodeProcess } from '@outgrow/services/node-process';
import { closedLoop, median } from './closed-loop.ts';
import type { Row } from './floor.ts';
import { KeepAlive } from './keep-alive.ts';

/** A cached product beside a constant of the same size behind the same middleware, in turns. */
export async function readsFloor(running: Running, rounds: number, seconds: number): Promise<Row[]> {
  const path = '/v1/merchants/m0001/products/p0001';
  const productUrl = running.appUrls[0] ?? '';
  const body = await (await fetch(productUrl + path)).text();
  const port = await freePort();
  const constantUrl = `http://127.0.0.1:${port}`;
  const env = { PORT: String(port), BODY: body };
  const constant = nodeProcess({
    kind: 'constant',
    entry: join(import.meta.dirname, 'constant-app.ts'),
    env,
    readyUrl: `${constantUrl}/constant`,
  });
  await using _app = await constant.start();

  const ratios: number[] = [];
  const shown: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const floor = await perSecond(constantUrl, '/constant', body, seconds);
    const product = await perSecond(productUrl, path, body, seconds);
    ratios.push(product / floor);
    shown.push(`${product.toFixed(0)}/${floor.toFixed(0)}`);
  }
  return [{ what: 'cached product reads/s / a constant', ratio: median(ratios), aim: 'at least 0.9', shown: shown.join('  ') }];
}

async function perSecond(url: string, path: string, body: string, seconds: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: 16 }, () => KeepAlive.to(url)));
  try {
    const loop = await closedLoop(clients, { warmUpMs: 500, forMs: seconds * 1_000 }, async (client) => {
      const reply = await client.request('GET', path);
      if (reply.status !== 200 || reply.body.length !== body.length) throw new Error(`${path} was answered ${reply.status}`);
    });
    return loop.perSecond;
  } finally {
    for (const client of clients) client.close();
  }
}
