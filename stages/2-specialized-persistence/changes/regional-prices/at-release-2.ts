import { SERVER_OPTIONS } from '@outgrow/postgres-shop/database';

/** The address of a database at which `products` is what release 2 knows by that name; its SQL stays the same. */
export function atRelease2(url: string | undefined): string {
  if (!url) throw new Error('POSTGRES_URL is not set; it names the database');
  const address = new URL(url);
  // The options of an address take the place of those a pool is made with.
  address.searchParams.set('options', `${SERVER_OPTIONS} -c search_path=release_2,public`);
  return address.href;
}
