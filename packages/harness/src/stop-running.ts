import { pollUntil } from '@outgrow/services/poll-until';
import { anyAlive } from '@outgrow/services/process-table';
import { type RunningState, release } from './running-state.ts';

const STOPS_WITHIN_MS = 60_000;

/** Tells the process that runs a stage to stop it, and waits. Where it does not end in time it is killed; its watchdog then stops the rest. */
export async function stopRunning({ process: known, stage }: RunningState): Promise<void> {
  const gone = () => !anyAlive([known]);
  if (!gone()) tell(known.pid, 'SIGTERM');
  try {
    await pollUntil(`process ${known.pid} of stage ${stage} to end`, STOPS_WITHIN_MS, gone);
  } catch {
    tell(known.pid, 'SIGKILL');
    await pollUntil(`process ${known.pid} of stage ${stage} to be gone`, STOPS_WITHIN_MS, gone);
  }
  release(stage);
}

/** It may end of itself just before it is told to. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
