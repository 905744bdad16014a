import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A part of a schema, and what tells whether it is the one that a store was made by. */
export interface SchemaPart {
  /** `001_shop.sql` */
  name: string;
  sha256: string;
}

export interface SchemaFile extends SchemaPart {
  sql: string;
}

/** The .sql files of a folder in their order, as `as` has them. */
export async function schemaFiles(folder: string, as = (sql: string) => sql): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = as(await readFile(join(folder, name), 'utf8'));
      return { name, sql, sha256: sha256Of(sql) };
    }),
  );
}

/** A part that lies in no file, as JSON has it. */
export const schemaPart = (name: string, content: unknown): SchemaPart => ({ name, sha256: sha256Of(JSON.stringify(content)) });

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A store that another version of the schema has made. What is in it is not brought over. */
export class OtherSchema extends Error {
  override readonly name = 'OtherSchema';
}

/** Throws `OtherSchema` where a part that a store was made by is another one now, or gone. New ones are no matter. */
export function assertMadeBy(parts: readonly SchemaPart[], madeBy: ReadonlyMap<string, string>): void {
  for (const [name, sha256] of madeBy) {
    if (parts.find((part) => part.name === name)?.sha256 === sha256) continue;
    throw new OtherSchema(
      `the data is of an older schema, with another ${name}: start with empty volumes, as nothing brings it over`,
    );
  }
}

/** Runs a migrator to its end, and says in a line why it failed: exit code 65 says that the store is of another schema. */
export async function migrating(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isOther = error instanceof OtherSchema;
    const { message, code, stack } = error as NodeJS.ErrnoException;
    const reason = isOther ? message : `cannot migrate: ${message || code}`;
    console.error(process.env.OUTGROW_DEBUG ? stack : reason);
    process.exitCode = isOther ? WANTS_EMPTY_STORE_CODE : 1;
  }
}

/** The data that it found is of no use to it. EX_DATAERR of sysexits.h; not one that a JVM or Node ends with by itself. */
export const WANTS_EMPTY_STORE_CODE = 65;
