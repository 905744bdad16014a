import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of a schema, and what tells whether it is the one that a store was made by. */
export interface SchemaFile {
  /** `001_shop.sql` */
  name: string;
  sql: string;
  sha256: string;
}

/** The .sql files of a folder in their order, as `as` has them. */
export async function schemaFiles(folder: string, as = (sql: string) => sql): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = as(await readFile(join(folder, name), 'utf8'));
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** A store that another version of the schema has made. What is in it is not brought over. */
export class OtherSchema extends Error {
  override readonly name = 'OtherSchema';
}

/** Throws `OtherSchema` where a file that a store was made by is another one now, or gone. New ones are no matter. */
export function assertMadeBy(files: readonly SchemaFile[], madeBy: ReadonlyMap<string, string>): void {
  for (const [name, sha256] of madeBy) {
    if (files.find((file) => file.name === name)?.sha256 === sha256) continue;
    throw new OtherSchema(
      `the data is of an older schema, with another ${name}: start with empty volumes, as nothing brings it over`,
    );
  }
}

/** Runs a migrator to its end: exit code 65 says that the store is of another schema. */
export async function migrating(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OtherSchema)) throw error;
    console.error(error.message);
    process.exitCode = WANTS_EMPTY_STORE_CODE;
  }
}

/** The data that it found is of no use to it. EX_DATAERR of sysexits.h; not one that a JVM or Node ends with by itself. */
export const WANTS_EMPTY_STORE_CODE = 65;
