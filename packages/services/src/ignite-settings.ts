/** What a node of stage 5's cluster takes, beside where it is; `outgrow.node.Settings` checks the values. */
const KNOWN = new Set([
  'durability',
  'backups',
  'partitions',
  'majorityOf',
  'regionMib',
  'rules',
  'waitsMs',
  'failureMs',
  'heapMib',
  'javaOpts',
  'logLevel',
]);
const STORE = /^store[A-Z]/;

/** As the environment names them: `majorityOf` is MAJORITY_OF. Throws at a name that no node knows. */
export function igniteEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = Object.keys(settings).find((name) => !KNOWN.has(name) && !STORE.test(name));
  if (unknown !== undefined)
    throw new Error(`A node of Ignite knows no setting "${unknown}": there are ${[...KNOWN].join(', ')} and store….`);
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase(), value]),
  );
}
