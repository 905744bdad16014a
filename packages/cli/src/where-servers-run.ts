import { serviceMode } from '@outgrow/services/engine';

/** Says what is to be known of figures before they are measured: published ports and an engine's network cost what no architecture does. */
export async function sayWhereServersRun(say: (message: string) => void): Promise<void> {
  if ((await serviceMode()) === 'container')
    say('servers run in containers, and the way to them is part of every figure; OUTGROW_SERVICES=native measures without it');
}
