import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bundleDecide } from '@outgrow/domain/bundle';
import type { Command } from '@outgrow/domain/commands';
import { rules } from '@outgrow/domain/rules';
import { nativeTool } from '@outgrow/services/native-tool';
import { temporaryFolder } from '@outgrow/services/temporary-folder';
import { describe, expect, test } from 'vitest';
import type { Round } from './any-rounds.ts';
import { anyRounds } from './any-rounds.ts';

/** Another one each time; it stands in the name of the suite, and the variable replays it. */
const seed = Number(process.env.OUTGROW_SEED ?? Date.now() % 2 ** 31);

const COMMANDS = 3000;
/** 15 s where nothing else runs. */
const LIMIT_MS = 180_000;

describe(`any command (OUTGROW_SEED=${seed})`, () => {
  test(
    'is decided by GraalJS as by Node, byte for byte, round by round',
    async () => {
      const rounds = anyRounds(seed, COMMANDS);
      const answers = await decidedInTheNode(rounds);
      expect(answers).toHaveLength(rounds.length);
      for (const [index, { command, seen, decision }] of rounds.entries()) {
        if (answers[index] !== decision) expect(answers[index], `${command} seeing ${seen}`).toBe(decision);
      }
      expect(acceptedIn(rounds), 'every type of command was accepted').toEqual(Object.keys(rules).sort());
      expect(rounds.filter(({ decision }) => decision.startsWith('{"rejected"')).length).toBeGreaterThan(COMMANDS / 10);
    },
    LIMIT_MS,
  );
});

const acceptedIn = (rounds: readonly Round[]): string[] => {
  const accepted = rounds.filter(({ decision }) => decision.startsWith('{"reply"'));
  return [...new Set(accepted.map(({ command }) => (JSON.parse(command) as Command).type))].sort();
};

/** What GraalJS answers, run by the same classes as in a node. The process ends with its input. */
async function decidedInTheNode(rounds: readonly Round[]): Promise<string[]> {
  await using folder = await temporaryFolder('differential');
  const bundle = join(folder.path, 'decide.js');
  await writeFile(bundle, await bundleDecide());
  const home = dirname(dirname(nativeTool('ignite')));
  const java = spawn(
    join(home, 'jdk', 'bin', 'java'),
    ['-Xmx256m', '-XX:+UseSerialGC', '-cp', join(home, 'lib', '*'), 'outgrow.shop.DecideLines', bundle],
    { stdio: ['pipe', 'pipe', 'inherit'], timeout: LIMIT_MS - 10_000 },
  );
  const ended = once(java, 'close');
  const lines = rounds.map(({ command, seen, now }) => `${command}\t${seen}\t${now}\n`);
  const sent = pipeline(Readable.from(lines), java.stdin);
  const answers: string[] = [];
  for await (const line of createInterface({ input: java.stdout })) answers.push(line);
  await Promise.all([sent, ended]);
  return answers;
}
