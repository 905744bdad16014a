import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { closingLine, skippedTests } from '../closing-line.mjs';

const folder = mkdtempSync(join(tmpdir(), 'closing-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('sums the tests of all files', () => {
  expect(closingLine(reportOf(['passed', 'passed'], ['passed']), 0)).toBe('3 passed, 0 failed');
});

it('says what was skipped, by number and by name', () => {
  const report = reportOf(['passed', 'skipped'], ['todo', 'pending']);
  expect(closingLine(report, 0)).toBe('1 passed, 0 failed, 3 skipped');
  expect(skippedTests(report)).toEqual(['test 0.1', 'test 1.0', 'test 1.1']);
});

it('counts what failed', () => {
  expect(closingLine(reportOf(['passed', 'failed'], ['failed']), 1)).toBe('1 passed, 2 failed');
});

it('counts a file that did not load as a failure', () => {
  expect(closingLine(reportOf(['passed'], []), 1)).toBe('1 passed, 1 failed');
});

it('sums several reports, and takes nothing for skipped that ran in one of them', () => {
  const first = reportOf(['passed', 'skipped', 'skipped']);
  const second = reportOf(['passed', 'passed']);
  expect(closingLine([...first, ...second], 0)).toBe('3 passed, 0 failed, 1 skipped');
  expect(skippedTests([...first, ...second])).toEqual(['test 0.2']);
});

it('counts a step that failed before the tests', () => {
  expect(closingLine([join(folder, 'absent.json')], 2)).toBe('0 passed, 1 failed');
});

let reports = 0;
function reportOf(...files: string[][]): string[] {
  const testResults = files.map((statuses, file) => ({
    assertionResults: statuses.map((status, test) => ({ fullName: `test ${file}.${test}`, status })),
  }));
  reports += 1;
  const path = join(folder, `report-${reports}.json`);
  writeFileSync(path, JSON.stringify({ testResults }));
  return [path];
}
