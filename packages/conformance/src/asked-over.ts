import { routes } from '@outgrow/api/routes';
import { expect } from 'vitest';
import { castOf, whoMay } from './cast.ts';
import type { Answer } from './client.ts';
import { sampleOf } from './samples.ts';
import type { ShopUnderTest } from './shop-under-test.ts';
import { untilHeard } from './until-heard.ts';

/** A request ends within 5 s by the app's own limit; the rest is for a busy machine. */
export const ANSWERS_WITHIN_MS = 8_000;

export interface Asked {
  /** The route's name. */
  name: string;
  answer: Answer;
}

export type Ask = (how?: { untilHeard: boolean }) => Promise<Asked[]>;

/** Asks, at each instance, everything that can be asked over and over. */
export async function everythingAt(shop: ShopUnderTest, name: string): Promise<Ask> {
  const cast = await castOf(shop.inCase(shop.key(name)));
  const asked = routes.filter(
    ({ method, path }) => path.startsWith('/v1/') && !path.startsWith('/v1/ops/') && method !== 'delete',
  );
  const places = shop.running.appUrls.flatMap((_, at) => asked.map((route) => ({ at, route })));
  let turn = 0;
  return async (how) => {
    if (!how?.untilHeard) turn += 1;
    return Promise.all(
      places.map(async ({ at, route }) => {
        const { path, body } = sampleOf(shop.document, route, cast.values);
        const key = route.command && { key: shop.key(`${name} ${route.name} ${at} ${turn}`) };
        const send = () =>
          whoMay(route, cast)
            .at(at)
            .send(route.method.toUpperCase(), path, { body, ...key });
        return { name: route.name, answer: await (how?.untilHeard ? untilHeard(send) : send()) };
      }),
    );
  };
}

/** It says that nothing was done, or that nobody knows, and when to try again. */
export function isToBeTriedAgain({ status, asked, body, headers, text }: Answer): void {
  expect(status, `${asked}: ${text}`).toBe(503);
  expect(['unavailable', 'outcome_unknown', 'timed_out'], `${asked}: ${text}`).toContain((body as { code: string }).code);
  expect(headers['retry-after'], asked).toMatch(/^\d+$/);
}
