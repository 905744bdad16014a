import { BoundedMap } from '../bounded-map.ts';
import type { Checker } from '../checker.ts';
import { MAX_PER_SESSION, Sessions } from '../sessions.ts';
import { counted, Violations } from '../violations.ts';

/**
 * A session that saw a version of a record never reads an older one. Each open session is remembered with the newest versions
 * it saw, and forgotten at its end. Sessions of the warm-up are left out.
 */
export function monotonicReads(): Checker {
  const violations = new Violations();
  const newest = new Sessions(() => new BoundedMap<string, number>(MAX_PER_SESSION));
  let reads = 0;
  let againReads = 0;
  return {
    see(event) {
      if (event.is === 'final' || event.warmUp) return;
      if (event.is === 'session-ended') newest.end(event.session);
      if (event.is !== 'read' || event.of === undefined || event.version === undefined) return;
      const { session, of, version, what, instance } = event;
      reads += 1;
      const seen = newest.of(session);
      const before = seen.get(of);
      seen.set(of, Math.max(version, before ?? 0));
      if (before === undefined) return;
      againReads += 1;
      if (version >= before) return;
      const found = version === 0 ? 'did not find it' : `version ${version}`;
      violations.report(() => `session ${session} read version ${before} of ${what} ${of}, then ${found} at app ${instance + 1}`);
    },
    verdict() {
      const { count, first } = violations;
      const says = `${counted(count, 'read')} of ${counted(againReads, 'read')} of what the session had seen before went back`;
      return { checker: 'monotonic reads', count, says, first, figures: { reads, againReads }, guarantee: 'monotonicReads' };
    },
  };
}
