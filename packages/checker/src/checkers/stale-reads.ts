import { Ages } from '../ages.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Checker } from '../checker.ts';
import type { Answered, Read } from '../history.ts';
import { isProduct, versionsTold } from '../told.ts';
import { counted, Violations } from '../violations.ts';
import { type WrittenVersion, WrittenVersions } from '../written-versions.ts';

/** An old version of a record that an instance goes on showing. */
interface StaleEntry {
  version: number;
  /** When a client was first told of a newer version, and when the last read that saw the old one began. */
  sinceMs: number;
  lastMs: number;
}

/** What an instance showed of a record. */
interface Shown {
  stale: StaleEntry[];
  /** The last read that ended a stale entry. */
  ended: { version: number; fromMs: number } | undefined;
}

/**
 * A read of a product that begins after another client was told of a newer version shows that or a newer one. What was read
 * late is an age: the time from the first newer version's acknowledgement to the read's begin. Seen from the copy that was read,
 * it is a stale entry, one for each instance, record and version: it stays stale until the first later read of that record at
 * that instance that shows a newer version begins, or until the last stale read where none comes. An old version that comes
 * back after that is another entry, from then on.
 *
 * It remembers some versions of each written product, and the stale entries of some products; ages go into histograms. A line that is logged out
 * of order can hide a stale read, never make one. Reads of the warm-up are left out.
 */
export function staleReads(): Checker {
  const violations = new Violations();
  const written = new Map<string, WrittenVersions>();
  const ages = new Ages();
  const stayed = new Ages();
  const shown = new BoundedMap<string, Shown>(MAX_SHOWN, close);
  let productReads = 0;
  let staleSameInstance = 0;

  function close({ stale }: Shown): void {
    for (const { sinceMs, lastMs } of stale) stayed.add(lastMs - sinceMs);
  }

  function seeAccepted({ session, instance, atMs: ackMs, outcome }: Answered): void {
    if (outcome.is !== 'accepted') return;
    for (const { of, version } of versionsTold(outcome.reply)) {
      if (!isProduct(of)) continue;
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
    const place = `${instance} ${of}`;
    endOlder(shown.get(place), version, fromMs);
    if (first) seeStale(place, { version, sinceMs: first.ackMs, lastMs: fromMs });
    if (!firstOfOthers) return;
    const { ackMs, version: newer } = firstOfOthers;
    ages.add(fromMs - ackMs);
    if (throughSame) staleSameInstance += 1;
    violations.report(
      () =>
        `session ${session} read version ${version} of ${of} at app ${instance + 1}, ${fromMs - ackMs} ms after version ${newer} was told`,
    );
  }

  function endOlder(its: Shown | undefined, version: number, fromMs: number): void {
    if (!its) return;
    const left = its.stale.filter((entry) => entry.version >= version || entry.lastMs > fromMs);
    if (left.length === its.stale.length) return;
    for (const entry of its.stale) if (!left.includes(entry)) stayed.add(fromMs - entry.sinceMs);
    its.stale = left;
    its.ended = { version, fromMs };
  }

  function seeStale(place: string, { version, sinceMs, lastMs }: StaleEntry): void {
    const its = shown.get(place) ?? { stale: [], ended: undefined };
    shown.set(place, its);
    const entry = its.stale.find((one) => one.version === version);
    if (entry) {
      entry.sinceMs = Math.min(entry.sinceMs, sinceMs);
      entry.lastMs = Math.max(entry.lastMs, lastMs);
      return;
    }
    const endedMs = its.ended && its.ended.version > version ? its.ended.fromMs : sinceMs;
    // A read of before that was answered late is within what has ended.
    if (lastMs > endedMs) its.stale.push({ version, sinceMs: Math.max(sinceMs, endedMs), lastMs });
  }

  return {
    see(event) {
      if (event.is === 'answered') seeAccepted(event);
      else if (event.is === 'read' && !event.warmUp) seeRead(event);
    },
    verdict() {
      for (const its of shown.values()) close(its);
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

/** Products at instances; of more, the one not seen stale for longest is taken to be over. */
const MAX_SHOWN = 50_000;
