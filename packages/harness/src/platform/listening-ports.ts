import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The TCP ports these processes listen on, lowest first; one that is open on several addresses is one. From Linux's /proc: undefined
 * where there is none, or where it may not be read.
 */
export function listeningPorts(pids: readonly number[]): number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const ports = new Set<number>();
  try {
    for (const pid of pids) for (const port of portsOf(pid)) ports.add(port);
  } catch (error) {
    if (isCode(error, 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
  return [...ports].sort((one, other) => one - other);
}

function portsOf(pid: number): number[] {
  const own = socketsOf(pid);
  if (own.size === 0) return [];
  return ['tcp', 'tcp6'].flatMap((table) =>
    orNothing(() => readFileSync(`/proc/${pid}/net/${table}`, 'utf8'), '')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        return state === LISTEN && own.has(inode) ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
      }),
  );
}

/** The table names a socket by its inode, and so does the process's list of open files: `socket:[4711]`. */
function socketsOf(pid: number): Set<string> {
  const folder = `/proc/${pid}/fd`;
  const links = orNothing(() => readdirSync(folder), []).map((fd) => orNothing(() => readlinkSync(`${folder}/${fd}`), ''));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** A process may end, and a file be closed, while it is looked at. */
function orNothing<T>(read: () => T, nothing: T): T {
  try {
    return read();
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ESRCH', 'EINVAL')) return nothing;
    throw error;
  }
}

const isCode = (error: unknown, ...codes: string[]): boolean => codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** TCP_LISTEN of the kernel, in hexadecimal. */
const LISTEN = '0A';
