import { randomBytes } from 'node:crypto';
import { withClient } from './postgres-query.ts';

/** The passwords of the superuser, of the owner of the schema, and of the app. */
export interface Passwords {
  admin: string;
  owner: string;
  app: string;
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
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

export function newPasswords(): Passwords {
  return { admin: newPassword(), owner: newPassword(), app: newPassword() };
}

/** `address` is host and port. */
export function urlsAt(address: string, passwords: Passwords, database = 'shop'): PostgresUrls {
  return {
    url: `postgres://shop_app:${passwords.app}@${address}/${database}`,
    ownerUrl: `postgres://shop_owner:${passwords.owner}@${address}/${database}`,
    adminUrl: `postgres://postgres:${passwords.admin}@${address}/${database}`,
  };
}

/** Creates the database and its two roles on a fresh server. */
export async function createShop(address: string, passwords: Passwords): Promise<void> {
  await withClient(urlsAt(address, passwords, 'postgres').adminUrl, async (client) => {
    // Should a statement below fail, its text, which holds a password, must not be logged.
    await client.query('SET log_min_error_statement = panic');
    await client.query(`CREATE ROLE shop_owner LOGIN PASSWORD '${passwords.owner}'`);
    await client.query(`CREATE ROLE shop_app LOGIN PASSWORD '${passwords.app}'`);
    await client.query('CREATE DATABASE shop OWNER shop_owner');
    // By default everybody may connect to every database and create temporary tables there.
    await client.query('REVOKE ALL ON DATABASE shop, postgres, template1 FROM PUBLIC');
    await client.query('GRANT CONNECT ON DATABASE shop TO shop_app');
  });
}
