import { readFileSync } from 'node:fs';

/**
 * The one line CI reads. A run that failed never says `0 failed`: a step before the tests, or a test file that does not load,
 * counts as one.
 * @param {readonly string[]} reports vitest's, absent where it did not come to the tests
 * @param {number} code
 */
export function closingLine(reports, code) {
  const ran = testsOf(reports).filter(hasRun);
  const failed = ran.filter(({ status }) => status === 'failed').length;
  const skipped = skippedTests(reports).length;
  return `${ran.length - failed} passed, ${failed || (code === 0 ? 0 : 1)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * By name. What one report skips and another has run, as in containers, is not skipped.
 * @param {readonly string[]} reports
 */
export function skippedTests(reports) {
  const tests = testsOf(reports);
  const ran = new Set(tests.filter(hasRun).map(({ fullName }) => fullName));
  return tests.filter((test) => !hasRun(test) && !ran.has(test.fullName)).map(({ fullName }) => fullName);
}

/** @param {{ status: string }} test */
const hasRun = ({ status }) => status === 'passed' || status === 'failed';

/**
 * @param {readonly string[]} reports
 * @returns {{ fullName: string, status: string }[]}
 */
function testsOf(reports) {
  return reports.flatMap((report) => {
    try {
      /** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
      const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
      return testResults.flatMap(({ assertionResults }) => assertionResults);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
      throw error;
    }
  });
}
