import { BoundedMap } from '../bounded-map.ts';
import type { Checker } from '../checker.ts';
import type { Read } from '../history.ts';
import { MAX_PER_SESSION, Sessions } from '../sessions.ts';
import { versionsTold } from '../told.ts';
import { counted, Violations } from '../violations.ts';

/**
 * A session that was told of a version of a record reads that or a newer one, and finds the orders that it placed. Each open
 * session is remembered with the versions it was told, and forgotten at its end. Sessions of the warm-up are left out.
 */
export function readYourWrites(): Checker {
  const violations = new Violations();
  const told = new Sessions(() => new BoundedMap<string, number>(MAX_PER_SESSION));
  let reads = 0;
  let ownReads = 0;

  function seeRead({ session, of, version, instance, what }: Read): void {
    if (of === undefined || version === undefined) return;
    reads += 1;
    const own = told.get(session)?.get(of);
    if (own === undefined) return;
    ownReads += 1;
    if (version >= own) return;
    const found = version === 0 ? 'did not find it' : `read version ${version}`;
    violations.report(
      () => `session ${session} was told of version ${own} of ${what} ${of}, then ${found} at app ${instance + 1}`,
    );
  }

  return {
    see(event) {
      if (event.is === 'final' || event.warmUp) return;
      if (event.is === 'read') seeRead(event);
      else if (event.is === 'session-ended') told.end(event.session);
      else if (event.is === 'answered' && event.outcome.is === 'accepted') {
        for (const { of, version } of versionsTold(event.outcome.reply)) {
          const versions = told.of(event.session);
          // The repeat of an earlier command hears its reply of then.
          versions.set(of, Math.max(version, versions.get(of) ?? 0));
        }
      }
    },
    verdict() {
      const { count, first } = violations;
      const says = `${counted(count, 'read')} of ${counted(ownReads, 'read')} of what the session itself had written did not show it`;
      return { checker: 'read your writes', count, says, first, figures: { reads, ownReads }, guarantee: 'readYourWrites' };
    },
  };
}
