import type { HistoryEvent } from '@outgrow/checker/history';
import type { AnyRecord } from '@outgrow/domain/records';

/**
 * What was acknowledged over all kills: the outcome that each accepted command must have left at each of its merchants. A later kill
 * may lose what an earlier one left, and each kill's own checkers look for that kill's commands alone.
 */
export class Acknowledged {
  readonly #merchants = new Map<string, readonly string[]>();
  readonly #accepted = new Set<string>();

  see(event: HistoryEvent): void {
    if (event.is === 'invoked') this.#merchants.set(event.commandId, event.merchants);
    else if (event.is === 'answered' && event.outcome.is === 'accepted') this.#accepted.add(event.commandId);
  }

  /** The number of accepted commands, and of those the ones without a trace at one of their merchants, given all records. */
  async heldAgainst(
    eachRecord: (see: (record: AnyRecord) => void) => Promise<unknown>,
  ): Promise<{ accepted: number; lost: string[] }> {
    const there = new Set<string>();
    await eachRecord(({ kind, value }) => {
      if (kind === 'outcome' && this.#accepted.has(value.commandId)) there.add(`${value.merchantId} ${value.commandId}`);
    });
    const isHeld = (commandId: string) =>
      (this.#merchants.get(commandId) ?? []).every((merchantId) => there.has(`${merchantId} ${commandId}`));
    return { accepted: this.#accepted.size, lost: [...this.#accepted].filter((commandId) => !isHeld(commandId)) };
  }
}
