import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotRun } from './cannot-run.ts';
import type { Experiment, Profile } from './experiment.ts';
import { experimentsFolder, profilesFile } from './places.ts';

export interface FoundExperiment extends Experiment {
  id: string;
  name: string;
}

/** The experiments there are, by id. One is a folder `<id>-<name>` with an experiment.ts in it; there is no list. */
export const findExperiments = (within = experimentsFolder): Promise<FoundExperiment[]> =>
  Promise.all(experimentFolders(within).map(loadExperiment));

/** Only those that are named are loaded: what another one lacks is no matter of theirs. */
export function experimentsNamed(ids: readonly string[], within = experimentsFolder): Promise<FoundExperiment[]> {
  const all = experimentFolders(within);
  const named = ids.map((wanted) => {
    const found = all.find(({ id, name }) => wanted === id || wanted === name || wanted === `${id}-${name}`);
    if (found) return found;
    throw new CannotRun(
      `there is no experiment ${wanted}; there is ${all.map(({ id, name }) => `${id} (${name})`).join(', ')}`,
      2,
    );
  });
  return Promise.all(named.map(loadExperiment));
}

interface ExperimentFolder {
  id: string;
  name: string;
  file: string;
}

function experimentFolders(within: string): ExperimentFolder[] {
  return readdirSync(within)
    .flatMap((folder) => {
      const [, id, name] = /^([\dA-Z]+\.\d+)-(.+)$/.exec(folder) ?? [];
      const file = join(within, folder, 'experiment.ts');
      return id && name && existsSync(file) ? [{ id, name, file }] : [];
    })
    .sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
}

async function loadExperiment({ id, name, file }: ExperimentFolder): Promise<FoundExperiment> {
  const { default: experiment } = (await import(pathToFileURL(file).href)) as { default?: Experiment };
  if (!experiment?.plan) throw new Error(`${file} must export an experiment as its default`);
  return { ...experiment, id, name };
}

export async function profileNamed(name: string): Promise<Profile> {
  const { profiles } = (await import(pathToFileURL(profilesFile).href)) as { profiles: Record<string, Omit<Profile, 'name'>> };
  const found = profiles[name];
  if (!found) throw new CannotRun(`there is no profile ${name}; there is ${Object.keys(profiles).join(', ')}`, 2);
  return { ...found, name };
}
