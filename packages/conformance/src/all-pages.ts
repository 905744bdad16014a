import type { Page } from '@outgrow/domain/shop';
import { accepted } from './accepted.ts';
import type { Client } from './client.ts';

const MAX_PAGES = 200;

/** All items of a list, page by page. `between` is called before each page but the first. */
export async function allPages<T>(
  client: Client,
  path: string,
  { limit = 100, between }: { limit?: number; between?: () => Promise<void> } = {},
): Promise<T[]> {
  return (await pagesOf<T, Page<T>>(client, path, (page) => page, { limit, between })).flatMap(({ items }) => items);
}

/** The replies themselves, where a page is a part of each. */
export async function pagesOf<T, R>(
  client: Client,
  path: string,
  pageIn: (reply: R) => Page<T>,
  { limit = 100, between }: { limit?: number; between?: (() => Promise<void>) | undefined } = {},
): Promise<R[]> {
  const replies: R[] = [];
  let after: string | undefined;
  do {
    if (replies.length === MAX_PAGES) throw new Error(`${path} has more than ${MAX_PAGES} pages of ${limit}`);
    if (replies.length > 0) await between?.();
    const joint = path.includes('?') ? '&' : '?';
    const from: string = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
    const reply = accepted(await client.get<R>(`${path}${joint}limit=${limit}${from}`));
    const { items, next } = pageIn(reply);
    if (items.length > limit) throw new Error(`${path} gave a page of ${items.length} where at most ${limit} were asked for`);
    replies.push(reply);
    after = next;
  } while (after !== undefined);
  return replies;
}
