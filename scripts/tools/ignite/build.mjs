import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node24 } from '../../setup/places.mjs';
import { step } from '../../setup/step.mjs';

const LAUNCHER = fileURLToPath(new URL('ignite.sh', import.meta.url));
const BUNDLE = new URL('../../../packages/domain/bundle.ts', import.meta.url).href;

/**
 * Makes of a folder with the jars in `lib`, and a JDK at `jdk`, one with the program bin/ignite.
 * @param {string} sources the Maven module
 */
export function builtFrom(sources) {
  /** @param {string} home */
  return async (home) => {
    const java = join(sources, 'src/main/java');
    const files = readdirSync(java, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.java'));
    const classes = join(home, 'classes');
    const options = ['--release', '17', '-encoding', 'UTF-8', '-nowarn', '-cp', join(home, 'lib/*'), '-d', classes];
    const javac = [join(home, 'jdk/bin/javac'), ...options, ...files.map((name) => join(java, name))];
    await step("compiling the shop's node", javac);
    await step("packing the shop's node", [join(home, 'jdk/bin/jar'), 'cf', join(home, 'lib/shop-node.jar'), '-C', classes, '.']);
    rmSync(classes, { recursive: true });
    mkdirSync(join(home, 'bin'));
    copyFileSync(LAUNCHER, join(home, 'bin/ignite'));
    chmodSync(join(home, 'bin/ignite'), 0o755);
  };
}

/**
 * Starts it once, to see that it does, and keeps the classes that a start loads: the next ones take a second or two less.
 * @param {string} home
 */
export async function keepClasses(home) {
  const folder = mkdtempSync(join(tmpdir(), 'outgrow-ignite-'));
  const [discovery, communication, client, status] = await freePorts(4);
  const settings = {
    ONCE: '1',
    KEEP_CLASSES_IN: join(home, 'classes.jsa'),
    NODE_NAME: 'once',
    DISCOVERY_PORT: discovery,
    COMMUNICATION_PORT: communication,
    CLIENT_PORT: client,
    STATUS_PORT: status,
    WORK_FOLDER: join(folder, 'work'),
    DISCOVERY_FOLDER: join(folder, 'nodes'),
    DECIDE_FILE: join(folder, 'decide.js'),
    DURABILITY: 'log',
    RULES: '1',
    LOG_LEVEL: 'error',
  };
  const env = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const bundle = `(await import('node:fs')).writeFileSync(process.argv[1], await (await import('${BUNDLE}')).bundleDecide())`;
  try {
    // By Node 24, as it is TypeScript: the one that runs the set-up may be older.
    await step('bundling the rules', [node24, '--input-type=module', '--eval', bundle, settings.DECIDE_FILE]);
    await step('starting Ignite once', ['env', ...env, join(home, 'bin/ignite')], 300_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
