import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandIdOf } from '@outgrow/api/credentials';
import { openCheckers } from '@outgrow/checker/checkers';
import { readJournal } from '@outgrow/checker/journal';
import { KINDS } from '@outgrow/domain/records';

/** What one run over a history and its records took. Sizes are in bytes. */
export interface Measured {
  historySeconds: number;
  recordSeconds: number;
  records: number;
  peakRss: number;
  peakHeap: number;
  /** The heap that the history left before the first record. */
  kept: number;
  violations: { [checker: string]: number };
  unreadable: number;
}

/** Holds the files in a folder against all rules. */
async function checkFiles(folder: string, since: string): Promise<Measured> {
  const before = heapInUse();
  let peakHeap = 0;
  let steps = 0;
  const watchHeap = () => {
    steps += 1;
    if (steps % 10_000 === 0) peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
  };

  const checkers = openCheckers({ sha256: (text) => hash('sha256', text, 'hex'), since });
  let unreadable = 0;
  let begun = performance.now();
  await readJournal(join(folder, 'journal.jsonl'), {
    commandIdOf,
    see(event) {
      watchHeap();
      checkers.see(event);
    },
    unreadable() {
      unreadable += 1;
    },
  });
  const historySeconds = (performance.now() - begun) / 1_000;
  const kept = heapInUse() - before;

  let records = 0;
  begun = performance.now();
  for (const kind of KINDS) {
    const lines = createInterface({ input: createReadStream(join(folder, `${kind}.jsonl`), { highWaterMark: 1 << 20 }) });
    // As events: a turn for each line would be measured instead.
    lines.on('line', (line) => {
      watchHeap();
      records += 1;
      checkers.seeRecord({ kind, value: JSON.parse(line) });
    });
    await new Promise<void>((resolve) => lines.once('close', resolve));
  }
  const verdicts = checkers.verdicts();
  const recordSeconds = (performance.now() - begun) / 1_000;
  return {
    historySeconds,
    recordSeconds,
    records,
    peakRss: process.resourceUsage().maxRSS * 1_024,
    peakHeap,
    kept,
    violations: Object.fromEntries(verdicts.filter(({ count }) => count > 0).map(({ checker, count }) => [checker, count])),
    unreadable,
  };
}

function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const [folder = '', since = ''] = process.argv.slice(2);
console.log(JSON.stringify(await checkFiles(folder, since)));
