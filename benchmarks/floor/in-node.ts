import type { Running } from '@outgrow/harness/running';

/** What stage 5 measures inside a node, each part for half as long as it is warmed up and measured together. */
export async function inNode(
  running: Running,
  parts: string,
  seconds: number,
  settings: Readonly<Record<string, number>> = {},
): Promise<Readonly<Record<string, number>>> {
  const measure = running.stage.measures?.['in-node'];
  if (!measure) throw new Error(`stage ${running.stage.number} has no measure in-node`);
  const halfMs = Math.round((seconds * 1_000) / 2);
  return measure(running, { parts, warmUpMs: halfMs, runMs: halfMs, ...settings }, {});
}
