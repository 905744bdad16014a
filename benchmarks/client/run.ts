import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ignite } from '@outgrow/services/ignite';
import { nativeTool } from '@outgrow/services/native-tool';
import { optionsOrUsage } from '../options-or-usage.ts';
import { type Round, Side } from './side.ts';

const OPERATIONS = ['put', 'get', 'task'];
const AIM = 0.8;
const USAGE = `Our client of Ignite beside Java's thin client: the same calls on one node in turns, in one run. Nothing else should
run on the machine.

  npm run bench:client -- [--rounds 5] [--count 20000] [--in-flight 64]`;

const values = optionsOrUsage(USAGE, { rounds: '5', count: '20000', 'in-flight': '64' });
const [rounds, count, inFlight] = [values.rounds, values.count, values['in-flight']].map(Number) as [number, number, number];
if (![rounds, count, inFlight].every((number) => Number.isInteger(number) && number > 0 && number <= 1_000_000)) {
  console.error(USAGE);
  process.exit(2);
}

console.error('… starting a node');
await using node = await ignite({ mode: 'native', settings: { durability: 'memory', majorityOf: '1' } }).start();
const home = dirname(dirname(nativeTool('ignite')));
const opened = ['java.nio', 'jdk.internal.misc', 'java.lang'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
const classPath = globSync(join(home, 'lib', '*.jar')).join(':');
await using java = new Side(join(home, 'jdk/bin/java'), [
  ...opened,
  '-Xmx512m',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-cp',
  classPath,
  'outgrow.measure.ThinClient',
  node.address,
]);
await java.ready();
await using ours = new Side(process.execPath, [fileURLToPath(new URL('./ours.ts', import.meta.url)), node.address]);
await ours.ready();

console.error('… warming both up');
for (const operation of OPERATIONS) for (const side of [java, ours]) await side.run(operation, count, inFlight);

console.log('operation   ours, 1/s  Java, 1/s  ratio   CPU of a call: ours  Java');
for (const operation of OPERATIONS) {
  const found: { ours: Round; java: Round }[] = [];
  for (let round = 0; round < rounds; round++) {
    console.error(`… ${operation}, round ${round + 1} of ${rounds}`);
    found.push({ java: await java.run(operation, count, inFlight), ours: await ours.run(operation, count, inFlight) });
  }
  const middle = (figure: (round: { ours: Round; java: Round }) => number) =>
    found.map(figure).sort((a, b) => a - b)[Math.floor(found.length / 2)] as number;
  const ratio = middle((round) => round.ours.perSecond / round.java.perSecond);
  console.log(
    operation.padEnd(10),
    String(Math.round(middle((round) => round.ours.perSecond))).padStart(10),
    String(Math.round(middle((round) => round.java.perSecond))).padStart(10),
    `${ratio.toFixed(2)}${ratio < AIM ? '!' : ' '}`.padStart(7),
    `${middle((round) => round.ours.cpuMicrosEach).toFixed(0)} µs`.padStart(20),
    `${middle((round) => round.java.cpuMicrosEach).toFixed(0)} µs`.padStart(6),
  );
}
console.log(
  `\nEach figure is the median of ${rounds} rounds of ${count} calls, ${inFlight} at a time. The aim is a ratio of ${AIM} or more.`,
);
