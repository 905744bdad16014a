import type { Started } from './service.ts';

/** Servers that are one system: what is done to it is done to all of them at once, so that none waits for another that is still away. */
export function together(kind: string, members: readonly Started[]): Started {
  const [first] = members;
  if (!first) throw new Error(`${kind} has no server that runs`);
  const all = async (what: (member: Started) => PromiseLike<void> | undefined): Promise<void> => {
    await Promise.all(members.map(what));
  };
  return {
    kind,
    mode: first.mode,
    version: first.version,
    address: members.map(({ address }) => address).join(','),
    pids: async () => (await Promise.all(members.map((member) => member.pids()))).flat(),
    howItEnded: async () => (await Promise.all(members.map((member) => member.howItEnded()))).find((how) => how !== undefined),
    kill: () => all((member) => member.kill()),
    pause: () => all((member) => member.pause()),
    resume: () => all((member) => member.resume()),
    restart: () => all((member) => member.restart()),
    untilRebalanced: () => all((member) => member.untilRebalanced?.()),
    logs: () => members.map((member) => `${member.kind} at ${member.address}:\n${member.logs()}`).join('\n'),
    [Symbol.asyncDispose]: () => all((member) => member[Symbol.asyncDispose]()),
  };
}

/** The servers that run of each group of a stage, as one. */
export function groupsOf(
  groups: Readonly<Record<string, readonly string[]>> = {},
  servers: Readonly<Record<string, Started>>,
): Record<string, Started> {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, members]) => {
      const running = members.flatMap((member) => servers[member] ?? []);
      return running.length > 0 ? [[name, together(name, running)]] : [];
    }),
  );
}
