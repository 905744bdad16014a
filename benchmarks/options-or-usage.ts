import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The options of a benchmark from the command line, all of text. Shows the usage and ends where it is asked for, or where one is not known. */
export function optionsOrUsage<T extends Readonly<Record<string, string>>>(
  usage: string,
  defaults: T,
): { [name in keyof T]: string } {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', default: false } };
  for (const [name, otherwise] of Object.entries(defaults)) options[name] = { type: 'string', default: otherwise };
  try {
    const { values } = parseArgs({ options });
    if (!values.help) return values as { [name in keyof T]: string };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
  console.log(usage);
  process.exit(0);
}
