import { Ages } from '../ages.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Checker } from '../checker.ts';
import type { Commands } from '../commands.ts';
import type { Answered, Read } from '../history.ts';
import { isProduct, versionsTold } from '../told.ts';
import { counted, Violations } from '../violations.ts';
import { type WrittenVersion, WrittenVersions } from '../written-versions.ts';

/** An old version of a record that an instance went on showing. */
interface StaleEntry {
  /** When a client was first told of a newer version, and when the last read that saw the old one began. */
  sinceMs: number;
  lastMs: number;
}

/**
 * A read of a product that begins after another client was told of a newer version shows that or a newer one. What was read
 * late is an age: the time from the first newer version's acknowledgement to the read's begin. Seen from the copy that was read,
 * it is a stale entry, one for each instance, record and version.
 *
 * It remembers some versions of each written product and some stale entries; ages go into histograms. A line that is logged out
 * of order can hide a stale read, never make one. Reads of the warm-up are left out.
 */
export function staleReads(commands: Commands): Checker {
  const violations = new Violations();
  const written = new Map<string, WrittenVersions>();
  const ages = new Ages();
  const stayed = new Ages();
  const entries = new BoundedMap<string, StaleEntry>(MAX_ENTRIES, close);
  let productReads = 0;
  let staleSameInstance = 0;

  function close({ sinceMs, lastMs }: StaleEntry): void {
    stayed.add(lastMs - sinceMs);
  }

  function seeAccepted({ commandId, session, atMs: ackMs, outcome }: Answered): void {
    if (outcome.is !== 'accepted') return;
    for (const { of, version } of versionsTold(outcome.reply)) {
      if (!isProduct(of)) continue;
      const instance = commands.get(commandId)?.instance ?? -1;
      let versions = written.get(of);
      if (!versions) {
        versions = new WrittenVersions();
        written.set(of, versions);
      }
      versions.add({ version, ackMs, session, instance });
    }
  }

  function seeRead({ of, version, session, instance, fromMs }: Read): void {
    if (of === undefined || version === undefined || !isProduct(of)) return;
    productReads += 1;
    let first: WrittenVersion | undefined;
    let firstOfOthers: WrittenVersion | undefined;
    let throughSame = false;
    written.get(of)?.newer(version, fromMs, (newer) => {
      if (!first || newer.ackMs < first.ackMs) first = newer;
      if (newer.session !== session && (!firstOfOthers || newer.ackMs < firstOfOthers.ackMs)) firstOfOthers = newer;
      throughSame ||= newer.instance === instance;
    });
    if (first) stale(`${instance} ${of} ${version}`, first.ackMs, fromMs);
    if (!firstOfOthers) return;
    const { ackMs, version: newer } = firstOfOthers;
    ages.add(fromMs - ackMs);
    if (throughSame) staleSameInstance += 1;
    violations.report(
      () =>
        `session ${session} read version ${version} of ${of} at app ${instance + 1}, ${fromMs - ackMs} ms after version ${newer} was told`,
    );
  }

  function stale(key: string, sinceMs: number, lastMs: number): void {
    const entry = entries.get(key);
    entries.set(key, {
      sinceMs: Math.min(sinceMs, entry?.sinceMs ?? sinceMs),
      lastMs: Math.max(lastMs, entry?.lastMs ?? lastMs),
    });
  }

  return {
    see(event) {
      if (event.is === 'answered') seeAccepted(event);
      else if (event.is === 'read' && !event.warmUp) seeRead(event);
    },
    verdict() {
      for (const entry of entries.values()) close(entry);
      const { count, first } = violations;
      const figures = {
        productReads,
        staleReads: count,
        ageP50Ms: ages.percentile(50),
        ageP99Ms: ages.percentile(99),
        ageMaxMs: ages.maxMs,
        staleSameInstance,
        staleOtherInstance: count - staleSameInstance,
        staleEntries: stayed.count,
        entryP50Ms: stayed.percentile(50),
        entryP99Ms: stayed.percentile(99),
        entryMaxMs: stayed.maxMs,
      };
      const old = count === 0 ? '' : `, by ${figures.ageP50Ms} ms at the median and ${figures.ageMaxMs} ms at most`;
      const says = `${counted(count, 'read')} of ${counted(productReads, 'product read')} began after a newer version was acknowledged${old}`;
      return { checker: 'stale reads', count, says, first, figures, guarantee: 'freshReads' };
    },
  };
}

/** Of more, the one not seen for longest is taken to be over. */
const MAX_ENTRIES = 50_000;
