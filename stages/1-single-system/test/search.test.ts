import { Database } from '@outgrow/postgres-shop/database';
import { cursor } from '@outgrow/postgres-shop/pages';
import { afterAll, describe, expect, test } from 'vitest';
import { search } from '../src/search.ts';

// Nothing listens there: a cursor that gets through to the database fails as a StoreError instead.
const nowhere = new Database('postgres', 'postgres://nobody@127.0.0.1:1/nothing', 1);
afterAll(() => nowhere.close());
const after = (cursorText: string) => search(nowhere).search({ text: 'lamp' }, { limit: 10, after: cursorText });

describe('a search', () => {
  test.each([
    ['no base64url', '%%%'],
    ['a list of other types', cursor(['rank', 'm1', 'p1'])],
    ['a list too long', cursor([0.1, 'm1', 'p1', 'x'])],
    ['one whose sku has a NUL', cursor([0.1, 'm1', '\0'])],
  ])('refuses a cursor that is %s', async (_what, text) => {
    await expect(after(text)).rejects.toHaveProperty('name', 'InvalidCursor');
  });

  test('takes one that may be of this shop', async () => {
    await expect(after(cursor([0.1, 'm1', 'p1']))).rejects.toHaveProperty('name', 'StoreError');
  });
});
