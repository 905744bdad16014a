import { createInterface } from 'node:readline';
import { IgniteClient } from '@outgrow/ignite-client/client';

// Our client in a process of its own, as ThinClient.java is: for each line `operation count inFlight` it does so many, so many at
// a time, and writes a line `elapsedMs cpuMs failed`.
const KEYS = 1000;
const [endpoint = ''] = process.argv.slice(2);
const ITEM = {
  name: 'BENCH_ITEM',
  fields: {
    MERCHANT_ID: 'string',
    SKU: 'string',
    TITLE: 'string',
    DESCRIPTION: 'string',
    CATEGORY_ID: 'string',
    PRICE_MINOR: 'long',
    STOCK: 'long',
    VERSION: 'int',
    LISTED: 'boolean',
    CHANGED_AT: 'timestamp',
  },
} as const;

const client = new IgniteClient({ endpoints: [endpoint], requestTimeoutMs: 10_000 });
const cache = client.cache<string, Record<string, unknown>>('BENCH_OURS', { value: ITEM });

const operations: Record<string, (number: number) => Promise<unknown>> = {
  get: async (number) => (await cache.get(key(number))) ?? Promise.reject(new Error('It is not there.')),
  put: (number) => cache.put(key(number), item(number)),
  task: (number) => client.execute('outgrow.measure.ThinClient$Echo', `command ${number}`, { idempotent: true }),
};

function key(number: number): string {
  return `key-${number % KEYS}`;
}

function item(number: number): Record<string, unknown> {
  return {
    MERCHANT_ID: `merchant-${number % 100}`,
    SKU: `sku-${number}`,
    TITLE: `A chair of oak, number ${number}`,
    DESCRIPTION: `A chair with four legs and a back, made of oak and oiled twice. Number ${number}.`,
    CATEGORY_ID: 'category-7',
    PRICE_MINOR: 12_900 + number,
    STOCK: 40,
    VERSION: number,
    LISTED: true,
    CHANGED_AT: new Date(1_790_000_000_000 + number),
  };
}

async function run(operation: string, count: number, inFlight: number): Promise<string> {
  const one = operations[operation];
  if (one === undefined) throw new Error(`No such operation: ${operation}`);
  let next = 0;
  let failed = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const worker = async () => {
    while (next < count) await one(next++).catch(() => failed++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return `${performance.now() - start} ${(user + system) / 1000} ${failed}`;
}

await client.ping(undefined, 10_000);
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [operation = '', count, inFlight] = line.split(' ');
  console.log(await run(operation, Number(count), Number(inFlight)));
}
client.close();
