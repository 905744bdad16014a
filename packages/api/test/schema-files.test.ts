import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { migrating, OtherSchema } from '../src/schema-files.ts';

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test.for([
  [new OtherSchema('the data is of an older schema'), 65, 'the data is of an older schema'],
  [new Error('password authentication failed'), 1, 'cannot migrate: password authentication failed'],
  // As Node has it where a name stands for several addresses.
  [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 1, 'cannot migrate: ECONNREFUSED'],
] as const)(
  'a migrator says in one line why it failed, and by its exit code whether the data is of another schema',
  async ([error, code, line]) => {
    await migrating(() => Promise.reject(error));
    expect([process.exitCode, said]).toEqual([code, [line]]);
  },
);
