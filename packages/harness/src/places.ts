import { resolve } from 'node:path';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '../../..');

export const stagesFolder = resolve(root, 'stages');
export const workloadsFolder = resolve(root, 'benchmarks/workloads');
export const experimentsFolder = resolve(root, 'benchmarks/experiments');
export const profilesFile = resolve(root, 'benchmarks/profiles.ts');
/** Results that are kept, each run in a folder of its day and machine. */
export const keptResultsFolder = resolve(root, 'benchmarks/results');

/** Where set-up writes how to call the tools that are no npm packages. */
export const toolsFile = resolve(root, '.outgrow/tools.json');

/** What runs leave behind: state of running stages, results. Another one may be named, so that tests and users do not meet. */
export const stateFolder = (): string => resolve(process.env.OUTGROW_DIR || resolve(root, '.outgrow'));
