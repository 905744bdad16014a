import type { StartedPostgres } from '@outgrow/services/postgres';
import type { Servers } from '@outgrow/services/stage';

/**
 * What a node is told of the database it stands in front of; nothing where there is none. `storeWrites` is `through` or `behind`.
 * Written through, the platform is one more app to the database, which checks what it writes. Written behind, rows come one by one and
 * in any order, and the platform needs the rights of the owner, whose rules it passes.
 */
export function storeSettings(
  { postgres }: Servers,
  { storeWrites = 'through' }: Readonly<Record<string, string>>,
): Record<string, string> {
  if (!postgres) return {};
  const { url, ownerUrl } = postgres as StartedPostgres;
  const { host, pathname, username, password } = new URL(storeWrites === 'behind' ? ownerUrl : url);
  return {
    storeUrl: `jdbc:postgresql://${host}${pathname}`,
    storeUser: decodeURIComponent(username),
    storePassword: decodeURIComponent(password),
    storeWrites,
  };
}
