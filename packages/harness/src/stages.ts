import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Open } from '@outgrow/api/opened';
import type { Stage } from '@outgrow/services/stage';
import { CannotRun } from './cannot-run.ts';
import { stagesFolder } from './places.ts';

/** Where a stage lies. */
export interface StageFolder {
  number: number;
  name: string;
  folder: string;
}

/** The stages there are, by number. A stage is a folder `<number>-<name>` with a stage.ts in it; there is no list. */
export function findStages(within = stagesFolder): StageFolder[] {
  return readdirSync(within, { withFileTypes: true })
    .flatMap((entry) => {
      const [, number, name] = /^(\d+)-(.+)$/.exec(entry.name) ?? [];
      const folder = join(within, entry.name);
      return number && name && existsSync(join(folder, 'stage.ts')) ? [{ number: Number(number), name, folder }] : [];
    })
    .sort((one, other) => one.number - other.number);
}

/** The stage of that number. Only its own modules are loaded: what another stage lacks is no matter of this one. */
export const stageNumbered = (number: number, within = stagesFolder): Promise<Stage> => loadStage(stageFolder(number, within));

export function stageFolder(number: number, within = stagesFolder): StageFolder {
  const found = findStages(within);
  const wanted = found.find((stage) => stage.number === number);
  if (wanted) return wanted;
  const there = found.map((stage) => `${stage.number} (${stage.name})`).join(', ');
  throw new CannotRun(`there is no stage ${number}; there is ${there || 'none'}`, 2);
}

export async function loadStage({ number, name, folder }: StageFolder): Promise<Stage> {
  const { default: stage } = (await import(pathToFileURL(join(folder, 'stage.ts')).href)) as { default?: Stage };
  if (stage?.number !== number || stage.name !== name) {
    throw new Error(`${folder}/stage.ts must export the stage ${number} named ${name} as its default`);
  }
  return stage;
}

/** How the stage fills the ports, to be opened in this process: seeding and checking need no HTTP. */
export async function openOf({ folder }: Pick<Stage, 'folder'>): Promise<Open> {
  const { open } = (await import(pathToFileURL(join(folder, 'src/open.ts')).href)) as { open: Open };
  return open;
}
