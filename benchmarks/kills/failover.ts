import type { HistoryEvent } from '@outgrow/checker/history';

/** How one kill was felt by the commands at the merchants whose records the killed node held. Times in ms. */
export interface Felt {
  /** From the kill to the first acknowledgement of a command that was sent after it. Absent where there was none. */
  againMs?: number;
  /**
   * The longest that one command waited for its acknowledgement, counted from the kill or from when it was sent, whichever came later.
   * One that was never acknowledged waited to the end of the load.
   */
  slowestMs: number;
  /** Commands that were under way at the kill or sent until the healing. */
  commands: number;
  /** Those of them that were never acknowledged: no attempt of theirs was answered with a success or a refusal of the shop. */
  unacknowledged: number;
}

interface Sent {
  atMs: number;
  acknowledgedMs?: number;
}

/** Reads a history for how a kill was felt. What it keeps grows with the commands at these merchants. */
export class Failover {
  readonly #affected: ReadonlySet<string>;
  readonly #sent = new Map<string, Sent>();

  constructor(affected: ReadonlySet<string>) {
    this.#affected = affected;
  }

  see(event: HistoryEvent): void {
    if (event.is === 'invoked') {
      if (event.merchants.some((merchant) => this.#affected.has(merchant))) this.#sent.set(event.commandId, { atMs: event.atMs });
    } else if (event.is === 'answered' && (event.outcome.is === 'accepted' || event.outcome.is === 'refused')) {
      const sent = this.#sent.get(event.commandId);
      if (sent) sent.acknowledgedMs ??= event.atMs;
    }
  }

  felt(killedMs: number, healedMs: number, endedMs: number): Felt {
    const felt: Felt = { slowestMs: 0, commands: 0, unacknowledged: 0 };
    for (const { atMs, acknowledgedMs } of this.#sent.values()) {
      if (atMs > healedMs || (acknowledgedMs !== undefined && acknowledgedMs <= killedMs)) continue;
      felt.commands += 1;
      if (acknowledgedMs === undefined) felt.unacknowledged += 1;
      felt.slowestMs = Math.max(felt.slowestMs, (acknowledgedMs ?? endedMs) - Math.max(atMs, killedMs));
      if (atMs > killedMs && acknowledgedMs !== undefined)
        felt.againMs = Math.min(felt.againMs ?? Number.POSITIVE_INFINITY, acknowledgedMs - killedMs);
    }
    return felt;
  }
}
