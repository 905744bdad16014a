import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentResult } from '@outgrow/harness/experiment-result';
import { pollUntil } from '@outgrow/services/poll-until';
import { anyAlive, familyOf, type ProcessId } from '@outgrow/services/process-table';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outgrow } from './outgrow.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'outgrow-bench-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function onlyResult(): Promise<ExperimentResult> {
  const files = (await readdir(join(dir, 'results'), { recursive: true })).filter((file) => file.endsWith('.json'));
  expect(files).toHaveLength(1);
  return JSON.parse(await readFile(join(dir, 'results', files[0] ?? ''), 'utf8'));
}

test('stopped by Ctrl-C: everything ends, and what was measured until then is kept as a partial result', {
  timeout: 90_000,
}, async () => {
  let family: ProcessId[] = [];
  const { code, err, out } = await outgrow(['bench', '1.2', '--seed', 'harbour'], dir, (text, pid) => {
    if (!text.includes('k6 products: ')) return false;
    family = familyOf(pid);
    return true;
  });
  expect(code).toBe(130);
  expect(err).toContain('--seed harbour');
  expect(out).toContain('the seed  harbour');
  expect(family.length).toBeGreaterThan(4);
  await pollUntil('the last process to be gone', 10_000, () => !anyAlive(family));
  const result = await onlyResult();
  expect(result).toMatchObject({ seed: 'harbour', interrupted: 'stopped', trials: [] });
  expect(result.conclusion).toBeUndefined();
  // A partial result is shown, and concludes nothing.
  const page = join(dir, 'page.html');
  const report = await outgrow(['report', '--report', page], dir);
  expect(report.code).toBe(0);
  expect(await readFile(page, 'utf8')).toContain('1.2');
});
