import { observe } from '@outgrow/api/tracing';
import type { Step } from '@outgrow/domain/run';
import { run } from '@outgrow/domain/run';
import { median } from './closed-loop.ts';
import type { Row } from './floor.ts';

/** What the spans cost where no tracing is set: the loop around an empty decision, with and without them, in turns. */
export async function tracingFloor(rounds: number): Promise<Row[]> {
  const command = {
    type: 'change-price',
    commandId: 'c',
    fingerprint: 'f',
    by: 'b',
    merchantId: 'm',
    sku: 's',
    priceMinor: 1,
    expectedVersion: null,
  } as const;
  const seen = { 'head/m/': null, 'outcome/m/c': null, 'product/m/s': null };
  const step: Step = { gather: async () => seen, apply: async () => {} };
  const given = { now: '', sha256: () => '' };
  const nanoseconds = async (watched: boolean) => {
    const start = performance.now();
    for (let at = 0; at < COMMANDS; at += 1) await (watched ? run(command, step, given, observe) : run(command, step, given));
    return ((performance.now() - start) * 1e6) / COMMANDS;
  };
  await nanoseconds(true);
  await nanoseconds(false);
  const ratios: number[] = [];
  const shown: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const without = await nanoseconds(false);
    const within = await nanoseconds(true);
    ratios.push(within / without);
    shown.push(`${within.toFixed(0)}/${without.toFixed(0)} ns`);
  }
  return [{ what: 'a command with spans unset / without', ratio: median(ratios), aim: 'about 1', shown: shown.join('  ') }];
}

const COMMANDS = 100_000;
