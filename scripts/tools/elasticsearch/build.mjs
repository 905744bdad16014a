import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Missing } from '../../setup/missing.mjs';
import { nativeLibrary } from '../../setup/native-library.mjs';
import { step } from '../../setup/step.mjs';

const OURS = fileURLToPath(new URL('.', import.meta.url));
const LIBRARY = process.platform === 'darwin' ? 'libzstd.dylib' : 'libzstd.so';
/** What the HTTP module loads itself, apart from the server. */
const OF_HTTP = /^(netty|transport-netty4|elasticsearch-ssl-config)-/;

/**
 * Makes of a folder with the jars in `lib`, and a JDK at `jdk`, one with the program bin/elasticsearch.
 * @param {string} home
 */
export async function build(home) {
  const http = join(home, 'modules/transport-netty4');
  const root = join(home, 'modules/rest-root');
  for (const folder of ['bin', 'config', 'native'].map((name) => join(home, name)).concat(http, root))
    mkdirSync(folder, { recursive: true });
  copyZstd(join(home, 'native', LIBRARY));
  for (const jar of readdirSync(join(home, 'lib')).filter((name) => OF_HTTP.test(name))) {
    renameSync(join(home, 'lib', jar), join(http, jar));
  }
  const jdk = join(home, 'jdk');
  await describeModule(http, jdk);
  await compile('launcher', join(home, 'launcher.jar'), home, jdk);
  await compile('rest-root', join(root, 'rest-root.jar'), home, jdk);
  cpSync(join(OURS, 'rest-root/plugin-descriptor.properties'), join(root, 'plugin-descriptor.properties'));
  cpSync(join(OURS, 'log4j2.properties'), join(home, 'config/log4j2.properties'));
  writeFileSync(join(home, 'config/elasticsearch.yml'), '');
  cpSync(join(OURS, 'elasticsearch.sh'), join(home, 'bin/elasticsearch'));
}

/**
 * Without it a node starts, and then no shard does. Copied: an upgrade of the system's takes it away under a running server.
 * @param {string} to
 */
function copyZstd(to) {
  const library = nativeLibrary('zstd');
  if (library === undefined)
    throw new Missing('no libzstd is found: `apt install libzstd1`, `dnf install libzstd` or `brew install zstd`');
  copyFileSync(library, to);
}

/**
 * The jar holds the files that the official build puts beside it.
 * @param {string} folder
 * @param {string} jdk
 */
async function describeModule(folder, jdk) {
  const jar = readdirSync(folder).find((name) => name.startsWith('transport-netty4-')) ?? '';
  const unpack = ['sh', '-c', 'cd "$1" && "$2" xf "$3" META-INF/es-plugins', 'sh', folder, join(jdk, 'bin/jar'), jar];
  await step('unpacking the description of the HTTP module', unpack);
  cpSync(join(folder, 'META-INF/es-plugins/transport-netty4'), folder, { recursive: true });
  rmSync(join(folder, 'META-INF'), { recursive: true });
}

/**
 * @param {string} source a folder of ours
 * @param {string} jar
 * @param {string} home
 * @param {string} jdk
 */
async function compile(source, jar, home, jdk) {
  const classes = join(home, `${source}.classes`);
  const sources = readdirSync(join(OURS, source)).filter((name) => name.endsWith('.java'));
  const modules = ['--module-path', join(home, 'lib'), '--add-modules=ALL-MODULE-PATH'];
  const files = sources.map((name) => join(OURS, source, name));
  await step(`compiling the ${source} of Elasticsearch`, [join(jdk, 'bin/javac'), ...modules, '-d', classes, ...files]);
  await step(`packing the ${source} of Elasticsearch`, [join(jdk, 'bin/jar'), 'cf', jar, '-C', classes, '.']);
  rmSync(classes, { recursive: true });
}

/**
 * Starts it once, to see that it does, and keeps the classes that a start loads: the next ones take a second or two less.
 * @param {string} home
 */
export async function keepClasses(home) {
  const folder = mkdtempSync(join(tmpdir(), 'outgrow-elasticsearch-'));
  const settings = {
    'path.data': folder,
    'path.logs': folder,
    'http.port': '0',
    'transport.port': '0',
    'discovery.type': 'single-node',
  };
  const args = Object.entries({ ...settings, 'network.host': '127.0.0.1', 'logger.level': 'error' }).map(
    ([k, v]) => `-E${k}=${v}`,
  );
  try {
    const keep = `KEEP_CLASSES_IN=${join(home, 'classes.jsa')}`;
    const env = ['env', keep, 'ES_JAVA_OPTS=-Doutgrow.once=true -Xmx384m', `ES_TMPDIR=${folder}`];
    await step('starting Elasticsearch once', [...env, join(home, 'bin/elasticsearch'), ...args], 120_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
