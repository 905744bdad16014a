import { parseSync, Visitor } from 'oxc-parser';

export interface Import {
  specifier: string;
  line: number;
  /** Of types alone: nothing of it is left when it runs. `import { type X }` is not, since the module is still loaded. */
  isOfTypes: boolean;
}

/** Everything a module names, types too: an `import type` ties two packages together as much as any. */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`);
  const found: Import[] = [];
  const add = (node: object | null, isOfTypes: boolean) => {
    const specifier = literal(node);
    if (specifier !== undefined)
      found.push({ specifier: specifier.value, line: source.slice(0, specifier.start).split('\n').length, isOfTypes });
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source, importKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ImportExpression: ({ source }) => add(source, false),
    TSImportType: ({ source }) => add(source, true),
  }).visit(program);
  return found;
}

/** A name put together at run time cannot be read here; it is how the harness finds stages. */
function literal(node: object | null): { value: string; start: number } | undefined {
  if (node === null || !('start' in node) || typeof node.start !== 'number') return undefined;
  if ('value' in node && typeof node.value === 'string') return { value: node.value, start: node.start };
  if ('expressions' in node && Array.isArray(node.expressions) && node.expressions.length === 0) {
    const { quasis } = node as unknown as { quasis: { value: { cooked: string } }[] };
    return { value: quasis[0]?.value.cooked ?? '', start: node.start };
  }
  return undefined;
}
