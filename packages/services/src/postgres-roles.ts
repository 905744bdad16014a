import { randomBytes } from 'node:crypto';
import { withClient } from './postgres-query.ts';

/** The passwords of the superuser, of the owner of the schema, and of the app. */
export interface Passwords {
  admin: string;
  owner: string;
  app: string;
  /** Of the roles a stage adds, by their name without `shop_`. */
  more: Readonly<Record<string, string>>;
  /** Of the role that a replica reads its primary with. */
  replication?: string;
}

export interface PostgresUrls {
  /** As the app: may connect, and beyond that what the migrations grant. */
  url: string;
  /** As the owner of the database: migrations. */
  ownerUrl: string;
  /** As the superuser: faults, sampling and replication only. */
  adminUrl: string;
  /** As a role that the stage adds: may connect, and beyond that what the migrations grant. Throws where there is none of that name. */
  urlOf(role: string): string;
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

export function newPasswords(roles: readonly string[] = []): Passwords {
  const more = Object.fromEntries(roles.map((role) => [role, newPassword()]));
  return { admin: newPassword(), owner: newPassword(), app: newPassword(), more };
}

/** All of them, to be kept out of logs. */
export const secretsOf = ({ more, ...own }: Passwords): string[] => [...Object.values(own), ...Object.values(more)];

/** `address` is host and port. */
export function urlsAt(address: string, passwords: Passwords, database = 'shop'): PostgresUrls {
  return {
    url: `postgres://shop_app:${passwords.app}@${address}/${database}`,
    ownerUrl: `postgres://shop_owner:${passwords.owner}@${address}/${database}`,
    adminUrl: `postgres://postgres:${passwords.admin}@${address}/${database}`,
    urlOf(role) {
      const password = passwords.more[role];
      if (password === undefined) throw new Error(`there is no role shop_${role}: name ${role} in the roles of this Postgres`);
      return `postgres://shop_${role}:${password}@${address}/${database}`;
    },
  };
}

/** Creates the database and its roles on a fresh server. */
export async function createShop(address: string, passwords: Passwords): Promise<void> {
  await withClient(urlsAt(address, passwords, 'postgres').adminUrl, async (client) => {
    // Should a statement below fail, its text, which holds a password, must not be logged.
    await client.query('SET log_min_error_statement = panic');
    await client.query(`CREATE ROLE shop_owner LOGIN PASSWORD '${passwords.owner}'`);
    await client.query(`CREATE ROLE shop_app LOGIN PASSWORD '${passwords.app}'`);
    const more = Object.entries(passwords.more).map(([role, password]) => [`shop_${role}`, password] as const);
    // Neither a name nor a password can be a parameter here: the names are a stage's own, the passwords base64url.
    for (const [role, password] of more)
      await client.query(`CREATE ROLE ${client.escapeIdentifier(role)} LOGIN PASSWORD '${password}'`);
    await client.query('CREATE DATABASE shop OWNER shop_owner');
    // By default everybody may connect to every database and create temporary tables there.
    await client.query('REVOKE ALL ON DATABASE shop, postgres, template1 FROM PUBLIC');
    for (const role of ['shop_app', ...more.map(([name]) => name)])
      await client.query(`GRANT CONNECT ON DATABASE shop TO ${client.escapeIdentifier(role)}`);
  });
}
