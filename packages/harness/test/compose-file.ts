import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../src/places.ts';

export const dockerFolder = join(root, 'docker');

/** What the tests look at in a service of a compose file; variables stand there as they are written. */
export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string | number>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  volumes?: string[];
  ports?: string[];
  profiles?: string[];
  mem_limit?: string;
  stop_grace_period?: string;
  working_dir?: string;
}

export interface ComposeFile {
  stage: number;
  path: string;
  text: string;
  name: string;
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** The compose files there are, each with the stage that its name tells. */
export function composeFiles(): ComposeFile[] {
  return readdirSync(dockerFolder)
    .flatMap((name) => {
      const stage = /^stage-(\d+)\.yml$/.exec(name)?.[1];
      return stage === undefined ? [] : composeFile(Number(stage), join(dockerFolder, name));
    })
    .sort((one, other) => one.stage - other.stage);
}

function composeFile(stage: number, path: string): ComposeFile {
  const text = readFileSync(path, 'utf8');
  const { name, services, volumes } = contentOf(text);
  return { stage, path, text, name, services: withExtended(services), volumes };
}

type Written = ComposeService & { extends?: { file: string; service: string } };

const contentOf = (text: string): { name: string; services: Record<string, Written>; volumes: Record<string, unknown> } =>
  parse(text, { merge: true });

/** With what is taken over from another file; what is written here wins. */
function withExtended(services: Record<string, Written>): Record<string, ComposeService> {
  return Object.fromEntries(
    Object.entries(services).map(([name, { extends: from, ...own }]) => {
      if (from === undefined) return [name, own];
      const base = contentOf(readFileSync(join(dockerFolder, from.file), 'utf8')).services[from.service];
      return [name, { ...base, ...own }];
    }),
  );
}

/** The image a service runs in: its own, or the last one that its Dockerfile is built from. */
export function baseImageOf(file: ComposeFile, { image, build }: ComposeService): string | undefined {
  const dockerfile = (build ?? builderOf(file, image)?.build)?.dockerfile;
  if (dockerfile === undefined) return image;
  return [...readFileSync(join(root, dockerfile), 'utf8').matchAll(/^FROM (\S+)/gm)].at(-1)?.[1];
}

/** Of the services with one image, one builds it. */
export const builderOf = ({ services }: ComposeFile, image: string | undefined): ComposeService | undefined =>
  Object.values(services).find((each) => each.image === image && each.build !== undefined);

/** In MiB, as Docker counts: `384m`, `1g`. */
export function mebibytes(text = ''): number {
  const [, count, unit] = /^(\d+)([mg])$/.exec(text) ?? [];
  return Number(count) * (unit === 'g' ? 1_024 : 1);
}
