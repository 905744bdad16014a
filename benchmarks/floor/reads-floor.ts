import type { Running } from '@outgrow/harness/running';
import type { Started } from '@outgrow/services/service';
import type { Extent, Row } from './floor.ts';
import { floorApp } from './floor-app.ts';
import { readsInTurns } from './reads-in-turns.ts';

/** A cached product beside a constant of the same size behind the same middleware, in turns. */
export async function readsFloor(running: Running, extent: Extent): Promise<Row[]> {
  const productUrl = `${running.appUrls[0]}/v1/merchants/m0001/products/p0001`;
  const body = await (await fetch(productUrl)).text();
  const { url, app } = await floorApp('constant-app.ts', '/constant', { BODY: body });
  await using _app = app;
  return await readsInTurns(
    { what: 'cached product reads/s / a constant', aim: 'at least 0.9' },
    { url: productUrl, app: running.apps[0] as Started },
    { url: `${url}/constant`, app },
    body,
    extent,
  );
}
