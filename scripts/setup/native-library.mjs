import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from './on-path.mjs';

/** The GNU name of the processor, by which Debian's library folders go. */
const MACHINE = process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch;
const FOLDERS = [
  `/usr/lib/${MACHINE}-linux-gnu`,
  `/lib/${MACHINE}-linux-gnu`,
  '/usr/lib64',
  '/lib64',
  '/usr/lib',
  '/lib',
  '/usr/local/lib',
  '/opt/homebrew/lib',
];

/**
 * The file of a library of the system's, as `zstd` for libzstd: the linker's cache knows where it lies, if there is one.
 * @param {string} name
 */
export function nativeLibrary(name) {
  const isIt = process.platform === 'darwin' ? new RegExp(`^lib${name}[.\\d]*\\.dylib$`) : new RegExp(`^lib${name}\\.so[.\\d]*$`);
  const places = FOLDERS.flatMap((folder) =>
    namesIn(folder)
      .filter((file) => isIt.test(file))
      .map((file) => join(folder, file)),
  );
  return [...linkerCache(name), ...places].find((file) => existsSync(file));
}

/** @param {string} name */
function linkerCache(name) {
  if (process.platform !== 'linux') return [];
  const known = answerOf(['ldconfig', '-p']) ?? answerOf(['/sbin/ldconfig', '-p']) ?? '';
  // It tells of other machines' libraries too: `libzstd.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libzstd.so.1`.
  const line = new RegExp(`^\\s*lib${name}\\.so\\S* \\([^)]*${MACHINE.replace('_', '.')}[^)]*\\) => (\\S+)$`, 'i');
  return known.split('\n').flatMap((text) => line.exec(text)?.[1] ?? []);
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
