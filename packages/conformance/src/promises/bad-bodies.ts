import type { Route } from '@outgrow/api/route';
import { routes } from '@outgrow/api/routes';
import { expect } from 'vitest';
import { castOf, whoMay } from '../cast.ts';
import type { Answer, Content } from '../client.ts';
import { hostileBodies } from '../hostile-values.ts';
import { inParallel } from '../in-parallel.ts';
import { promised } from '../promised.ts';
import { refused } from '../refused.ts';
import { type Sample, sampleOf } from '../samples.ts';
import type { ShopUnderTest } from '../shop-under-test.ts';

const AT_ONCE = 16;
const MB = 1024 * 1024;

export default promised({
  title: 'a body that is wrong is refused and nothing is written:',
  cases: Object.fromEntries([
    ...routes
      .filter(({ body }) => body)
      .map((route) => [`of ${nameOf(route)}`, (shop: ShopUnderTest) => wrongBodies(shop, route)]),
    ...routes
      .filter(({ body, method }) => !body && method !== 'get')
      .map((route) => [`any of ${nameOf(route)}`, (shop: ShopUnderTest) => needlessBody(shop, route)]),
  ]),
});

function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`;
}

async function wrongBodies(shop: ShopUnderTest, route: Route): Promise<void> {
  const { sample, send } = await asker(shop, route);
  const sound = sample.body as object;
  const nothing = await shop.written(async () => {
    await inParallel(hostileBodies(sound, sample.optional), AT_ONCE, async ({ what, raw }) => {
      const problem = refused(await send(what, { raw }), 400, 'invalid_request');
      expect(problem.errors, what).toEqual(expect.arrayContaining([{ path: expect.any(String), message: expect.any(String) }]));
    });
    for (const raw of ['', 'null', '[]', '17', '"text"', 'true', `[${JSON.stringify(sound)}]`, '{}']) {
      refused(await send(`the body is ${raw}`, { raw }), 400, 'invalid_request');
    }
    const text = JSON.stringify(sound);
    const broken = [
      '{',
      text.slice(0, -1),
      `${text}}`,
      `${text}${text}`,
      text.replaceAll('"', "'"),
      'undefined',
      'NaN',
      '{"a":01}',
      ' ',
      '\0',
    ];
    for (const raw of [
      ...broken,
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
    ]) {
      refused(await send('a broken body', { raw }), 400, 'invalid_json');
    }
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/jsonp',
      '',
    ];
    for (const type of types) {
      refused(await send(`a body as ${type}`, { raw: text, headers: { 'content-type': type } }), 415, 'unsupported_media_type');
    }
    const gzip = { 'content-encoding': 'gzip' };
    refused(await send('a compressed body', { raw: text, headers: gzip }), 415, 'unsupported_media_type');
    await tooLarge(send, text);
  });
  expect(nothing).toEqual([]);
}

async function tooLarge(send: Send, sound: string): Promise<void> {
  const spaces = ' '.repeat(10 * MB);
  refused(await send('a sound body of 10 MB', { raw: sound + spaces }), 413, 'body_too_large');
  const chunked = { 'transfer-encoding': 'chunked' };
  refused(await send('10 MB in chunks', { raw: `${sound}${spaces}`, headers: chunked }), 413, 'body_too_large');
}

async function needlessBody(shop: ShopUnderTest, route: Route): Promise<void> {
  const { send } = await asker(shop, route);
  const nothing = await shop.written(async () => {
    for (const raw of ['{}', 'x', '{"quantity":1}', ' '.repeat(10 * MB)]) {
      refused(await send('a body where none belongs', { raw }), 400, 'invalid_request');
    }
  });
  expect(nothing).toEqual([]);
}

type Send = (what: string, content: Content) => Promise<Answer>;

async function asker(shop: ShopUnderTest, route: Route): Promise<{ sample: Sample; send: Send }> {
  const cast = await castOf(shop);
  const sample = sampleOf(shop.document, route, cast.values);
  const client = whoMay(route, cast);
  return {
    sample,
    async send(what, content) {
      const key = route.command && { key: shop.key('hostile') };
      const answer = await client.send(route.method.toUpperCase(), sample.path, { ...content, ...key });
      return { ...answer, asked: `${answer.asked} (${what})` };
    },
  };
}
