import { eachRecord } from '@outgrow/harness/each-record';
import { findK6 } from '@outgrow/harness/k6';
import { oneOf, random } from '@outgrow/harness/random';
import { ONE_INSTANCE, startStage } from '@outgrow/harness/running';
import { seed, withShop } from '@outgrow/harness/seed';
import { stageNumbered } from '@outgrow/harness/stages';
import { optionsOrUsage } from '../options-or-usage.ts';
import { Acknowledged } from './acknowledged.ts';
import { KILL_COLUMNS, killRow, NEVER, over, shown } from './figures.ts';
import { type Killed, killUnderLoad } from './kill-under-load.ts';
import { merchantsOn } from './merchants-on.ts';
import { restartedWhole } from './restarted-whole.ts';

const USAGE = `Kills nodes of stage 5 under load, one after the other, each started again and the cluster whole before the next. After each kill what
the clients saw is held against all records; at the end all nodes are killed at once and started again, and must hold the same records.
Nothing else should run on the machine. Twenty kills take ten minutes.

  npm run bench:kills -- [--kills 20] [--seed kills] [--durability log] [--rate 30]

The seed chooses the node and the moment of each kill, the market and the load. --rate is in sessions per second. Exits with 1
where an acknowledged write was lost, an anomaly was found, no order went through again after a kill, or the cluster did not come back
with the same records.

again      from the kill to the first acknowledgement of a command that was sent after it, at the merchants whose primary was killed
slowest    the longest that a command there waited, from the kill or from when it was sent; to the end of the load where it was never
           acknowledged
unanswered commands there that no attempt of the client got through: it heard 503, nothing was made up`;

const values = optionsOrUsage(USAGE, { kills: '20', seed: 'kills', durability: 'log', rate: '30' });
const [kills, ratePerSecond] = [Number(values.kills), Number(values.rate)];
const stage = await stageNumbered(5);
const durability = Object.entries(stage.durabilities).find(([word]) => word === values.durability)?.[1];
if (!Number.isInteger(kills) || kills < 1 || !(ratePerSecond > 0) || !durability) {
  console.error(
    `--kills takes a whole number, --rate a number, --durability ${Object.keys(stage.durabilities).join(', ')}\n\n${USAGE}`,
  );
  process.exit(2);
}

const progress = (message: string) => console.error(`… ${message}`);
const k6 = findK6();
const market = { seed: values.seed, merchants: 90, products: 20, customers: 200, orders: 500 };
await using running = await startStage(stage, { ...ONE_INSTANCE, ...durability }, { progress });
progress(`seeding ${await seed(stage, running.urls, market)} records`);

const acknowledged = new Acknowledged();
const next = random(`${values.seed}/kills`);
const nodes = Object.keys(running.servers);
const done: Killed[] = [];
console.log(`seed ${values.seed}, durability ${values.durability}, ${ratePerSecond} sessions/s\n\n${KILL_COLUMNS}`);
for (let at = 1; at <= kills; at += 1) {
  const node = oneOf(next, nodes);
  const atSeconds = 2 + next() * 3;
  const affected = await merchantsOn(running, node, market.merchants);
  const kill = { node, atSeconds, affected, run: `${values.seed}-${at}` };
  const killed = await killUnderLoad(running, kill, {
    k6,
    market,
    ratePerSecond,
    awaySeconds: 2,
    acknowledged,
    progress: () => {},
  });
  done.push(killed);
  console.log(killRow(at, kill, killed));
  for (const line of killed.found) console.log(`      ${line}`);
}

const sum = (of: (killed: Killed) => number) => done.reduce((total, killed) => total + of(killed), 0);
const [lost, anomalies] = [sum((killed) => killed.lost), sum((killed) => killed.anomalies)];
console.log(`\n${kills} kills, ${sum(({ accepted }) => accepted)} accepted commands: ${lost} lost, ${anomalies} anomalies`);
console.log(`failover, first again:     ${shown(over(done.map(({ againMs }) => againMs ?? NEVER)))}`);
console.log(`failover, slowest command: ${shown(over(done.map(({ slowestMs }) => slowestMs)))}`);

const isKept = values.durability === 'memory' || (await restartedWhole(running, progress));
if (values.durability === 'memory') console.log('full restart: left out, as memory alone keeps nothing through it');

const held = await withShop(stage, running.urls, (shop) => acknowledged.heldAgainst((see) => eachRecord(shop, see, {})));
console.log(`at the end: of ${held.accepted} accepted commands of all kills ${held.lost.length} have left no trace`);
for (const commandId of held.lost.slice(0, 10)) console.log(`      ${commandId}`);
const wentOn = done.every(({ againMs }) => againMs !== undefined);
process.exitCode = lost + anomalies + held.lost.length === 0 && wentOn && isKept ? 0 : 1;
