import type { Command } from '@outgrow/domain/commands';
import { merchantsOf } from '@outgrow/domain/commands';
import type { Change } from '@outgrow/domain/decide';
import type { Key } from '@outgrow/domain/keys';
import type { Reply } from '@outgrow/domain/run';
import { run } from '@outgrow/domain/run';
import type { ClientBase } from 'pg';
import { applying } from '../src/apply.ts';
import { LOCK_HEADS } from '../src/execute.ts';
import { gathered, gathering } from '../src/gather.ts';
import { roundTrip } from '../src/round-trip.ts';
import { given } from './commands.ts';

/** A command's transaction on a raw session, with the statements that `execute` sends and with COMMIT left to the test. */
export async function openTransaction(session: ClientBase, command: Command): Promise<Reply> {
  await session.query('BEGIN');
  await session.query(LOCK_HEADS, [merchantsOf(command)]);
  const step = {
    async gather(keys: readonly Key[]) {
      const [found] = await roundTrip(session, [gathering(keys)]);
      if (!found) throw new Error('the server answered nothing');
      return gathered(keys, found);
    },
    async apply(changes: readonly Change[]) {
      await roundTrip(session, [applying(changes)]);
    },
  };
  return run(command, step, given);
}
