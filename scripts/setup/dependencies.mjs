import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from './missing.mjs';
import { answerOf, isExecutable } from './on-path.mjs';
import { fetched, node24, root } from './places.mjs';
import { needOnPath } from './requirements.mjs';
import { step } from './step.mjs';

/** The dependencies as the lockfile has them, Node 24 and the embedded Postgres among them. */
export async function installDependencies() {
  const { packageManager, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [, version] = /^pnpm@([\d.]+)/.exec(packageManager) ?? [];
  if (version === undefined) throw new Missing(`package.json pins no pnpm: its packageManager is ${packageManager}`);
  const pnpm = await pinnedPnpm(version);
  // Packages are asked whether they run on our Node, not on the machine's. The pnpm that runs is the pinned one, so the
  // lockfile need not name it again. And nobody is there to be asked before node_modules is made anew.
  const ours = [`--config.nodeVersion=${devDependencies.node}`, '--pm-on-fail=ignore', '--config.confirmModulesPurge=false'];
  await step(`installing the dependencies of the lockfile by pnpm ${version}`, [pnpm, 'install', '--frozen-lockfile', ...ours]);
  assertNode24();
}

/**
 * In a folder of the project's, not in npx's cache: two clones set up at once would build that one together.
 * @param {string} version
 */
async function pinnedPnpm(version) {
  const folder = join(fetched, `pnpm-${version}`);
  const pnpm = join(folder, 'node_modules/.bin/pnpm');
  if (isExecutable(pnpm)) return pnpm;
  const npm = needOnPath('npm');
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--no-package-lock', '--loglevel=error'];
  await step(`fetching pnpm ${version} by npm`, [npm, 'install', '--prefix', partial, ...quiet, `pnpm@${version}`]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return pnpm;
}

function assertNode24() {
  const version = answerOf([node24, '--version']);
  if (version === undefined || !version.startsWith('v24.')) {
    throw new Missing(
      `${node24} ${version === undefined ? 'does not run' : `is ${version}`}: delete node_modules and run this again`,
    );
  }
}
