import { readFileSync } from 'node:fs';

/**
 * The one line CI reads. A run that failed never says `0 failed`: a step before the tests, or a test file that does not load,
 * counts as one.
 * @param {string} report vitest's, absent where it did not come to the tests
 * @param {number} code
 */
export function closingLine(report, code) {
  const tests = testsOf(report);
  const count = (/** @type {string[]} */ ...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  const failed = count('failed') || (code === 0 ? 0 : 1);
  const skipped = tests.length - count('passed') - count('failed');
  return `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {string} report */
export function skippedTests(report) {
  return testsOf(report)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
}

/**
 * @param {string} report
 * @returns {{ fullName: string, status: string }[]}
 */
function testsOf(report) {
  try {
    /** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}
