import { serviceMode } from '@outgrow/services/engine';

/** What is to be known of figures before they are measured: published ports and an engine's network cost what no architecture does. */
export async function containersNote(): Promise<string | undefined> {
  if ((await serviceMode()) === 'native') return undefined;
  return 'servers run in containers, and the way to them is part of every figure; OUTGROW_SERVICES=native measures without it';
}
