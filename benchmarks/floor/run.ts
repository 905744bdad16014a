import { optionsOrUsage } from '../options-or-usage.ts';
import type { Row } from './floor.ts';
import { onStage1, STAGE_1_PARTS } from './on-stage-1.ts';
import { onStage2, STAGE_2_PARTS } from './on-stage-2.ts';
import { onStage5, STAGE_5_PARTS } from './on-stage-5.ts';

const PARTS = Object.keys({ ...STAGE_1_PARTS, ...STAGE_2_PARTS, ...STAGE_5_PARTS });
const listed = (parts: Readonly<Record<string, string>>) =>
  Object.entries(parts).map(([part, asks]) => `  ${part.padEnd(8)} ${asks}`);
const USAGE = `How near a stage comes to its floor, as ratios measured in one run. Nothing else should run on the machine.

  npm run bench:floor -- [--only ${PARTS.join(',')}]
                         [--rounds 5] [--seconds 8] [--many 1000000]

Stage 1
${listed(STAGE_1_PARTS).join('\n')}

Stage 2
${listed(STAGE_2_PARTS).join('\n')}

Stage 5
${listed(STAGE_5_PARTS).join('\n')}`;

const values = optionsOrUsage(USAGE, { only: PARTS.join(','), rounds: '5', seconds: '8', many: '1000000' });
const wanted = new Set(values.only.split(','));
const extent = { rounds: Number(values.rounds), seconds: Number(values.seconds), many: Number(values.many) };
if (![...wanted].every((part) => PARTS.includes(part)) || !Object.values(extent).every((n) => n > 0)) {
  console.error(USAGE);
  process.exit(2);
}

const wants = (part: string) => wanted.has(part);
const say = (message: string) => console.error(`… ${message}`);
const show = (found: readonly Row[]) => {
  for (const { what, ratio, aim, shown } of found) console.log(`${ratio.toFixed(2).padStart(8)}  ${what} (${aim})  ${shown}`);
};
for await (const found of onStage1(wants, extent, say)) show(found);
for await (const found of onStage2(wants, extent, say)) show(found);
for await (const found of onStage5(wants, extent, say)) show(found);
console.log('\nEach figure is the median of its rounds; both sides of a ratio ran in turns in this one run.');
