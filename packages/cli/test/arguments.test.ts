import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('outgrow', () => {
  test.for([
    [['up', '9999'], 'there is no stage 9999; there is 1 (single-system)'],
    [['up', 'first'], '"first" is none'],
    [['up', '1', '--port', '99999'], 'whole number from 1 to 65535'],
    [['up', '1', '--instances', '0'], 'whole number from 1 to 16'],
    [['up', '1', '--with', 'moon'], 'stage 1 has no server moon; it has postgres, replica'],
    [['up'], "missing required argument 'stage'"],
    [['tour', '--rate', 'much'], 'whole number'],
    [['tour', '--stage', '9999'], 'there is no stage 9999'],
    [['tour', '--seed', "'; rm"], 'letters, digits'],
    [['tour', '--durability', 'paper'], 'Allowed choices are fsync, log, memory, all'],
    [['bench'], 'name an experiment, or --stage 1 for all of a stage'],
    [['bench', '9.9'], 'there is no experiment 9.9; there is 1.1 (cpu-ceiling)'],
    [['bench', '1.1', '--profile', 'huge'], 'there is no profile huge; there is quick, full'],
    [['bench', '1.1', '--stage', '9999'], 'there is no stage 9999'],
    [['report', 'nowhere.json'], 'nowhere.json'],
    [['limits', '9999'], 'there is no stage 9999'],
    [['nonsense'], "unknown command 'nonsense'"],
    [['down', '--hard'], "unknown option '--hard'"],
  ] as const)('refuses %j with one line and exit code 2', async ([args, line]) => {
    const { code, out, err } = await outgrow(args, dir);
    expect(err).toContain(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect([code, out]).toEqual([2, '']);
  });

  test.for([
    ['check', '1'],
    ['seed', '1'],
    ['reconcile', '1'],
    ['rebuild', '1', 'warehouse'],
  ] as const)('%j says that the stage is not up', async (args) => {
    const { code, err } = await outgrow(args, dir);
    expect(err).toBe('outgrow: stage 1 is not up; start it with: npm run outgrow -- up 1\n');
    expect(code).toBe(1);
  });

  test('a result file of another version, or none at all, is told in one line', async () => {
    const file = join(dir, 'result.json');
    for (const [text, line] of [
      ['{"format":1,"startedAt":"2026-01-02T03:04:05.678Z"}', /result\.json is of format 1/],
      ['{', /result\.json .*JSON/],
    ] as const) {
      await writeFile(file, text);
      const { code, err } = await outgrow(['report', file], dir);
      expect(err).toMatch(line);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    }
  });

  test('lists the experiments with what each asks', async () => {
    const { code, out } = await outgrow(['bench', 'list'], dir);
    expect([code, out]).toEqual([0, expect.stringMatching(/^1\.1 cpu-ceiling +stage 1 .*\?$/m)]);
  });

  test('down is fine when nothing runs', async () => {
    expect(await outgrow(['down'], dir)).toEqual({ code: 0, out: 'no stage is up\n', err: '' });
    expect(await outgrow(['down', '1'], dir)).toEqual({ code: 0, out: 'stage 1 is not up\n', err: '' });
  });

  test('explains itself, and so does every command', async () => {
    const { code, out } = await outgrow(['--help'], dir);
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
    expect(commands).toEqual([
      'bench',
      'check',
      'compose',
      'conclude',
      'count',
      'down',
      'limits',
      'rebuild',
      'reconcile',
      'report',
      'seed',
      'tour',
      'up',
    ]);
    for (const command of commands) {
      const help = await outgrow([command, '--help'], dir);
      expect([help.code, help.err]).toEqual([0, '']);
      expect(help.out).toContain(`Usage: outgrow ${command}`);
    }
  });
});
