import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StepFailed } from './missing.mjs';
import { isExecutable, onPath } from './on-path.mjs';
import { fetched } from './places.mjs';
import { step } from './step.mjs';

/**
 * A tool that Go builds from its source, into a folder of the project's. Go's own environment (GOPROXY, GOFLAGS, …) counts.
 * @param {string} name of the binary
 * @param {string} version
 * @param {string} source the Go package of its main function
 * @param {string} versionVariable told the version, which a build from source otherwise does not know
 * @returns {import('./tools.mjs').Way}
 */
export function fromGo(name, version, source, versionVariable) {
  return async ({ fetch }) => {
    const folder = join(fetched, `${name}-${version}`);
    const binary = join(folder, name);
    if (!isExecutable(binary)) {
      if (!fetch) return { missing: `${name} ${version} is not built` };
      const go = onPath('go');
      if (go === undefined) return { missing: 'no go on PATH to build it with: see go.dev/doc/install' };
      const partial = `${folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial, { recursive: true });
      const what = ['-v', '-trimpath', `-ldflags=-X ${versionVariable}=${version}`, `${source}@v${version}`];
      const command = ['env', `GOBIN=${partial}`, go, 'install', ...what];
      try {
        await step(`building ${name} ${version} by go, once, which takes a minute or two`, command);
      } catch (error) {
        if (!(error instanceof StepFailed) || error.wasStopped) throw error;
        return { missing: `${go} cannot build it, for the reason above` };
      }
      renameSync(join(partial, basename(source)), join(partial, name));
      rmSync(folder, { recursive: true, force: true });
      renameSync(partial, folder);
    }
    return { command: [binary], version, from: 'go' };
  };
}
