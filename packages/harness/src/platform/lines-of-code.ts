import { parseSync } from 'oxc-parser';

/** How many lines of TypeScript, or of SQL or Java where the file's name ends so, hold something other than blanks and comments. */
export function linesOfCode(file: string, source: string): number {
  const comments = commentsOf(file, source);
  let code = '';
  let at = 0;
  for (const { start, end } of comments) {
    // A comment's line breaks stay: what stands before and after it are two lines.
    code += source.slice(at, start) + source.slice(start, end).replace(/[^\n]/g, ' ');
    at = end;
  }
  return (code + source.slice(at)).split('\n').filter((line) => line.trim() !== '').length;
}

/** Offsets in UTF-16 units, in the order of the text. */
interface Comment {
  start: number;
  end: number;
}

function commentsOf(file: string, source: string): Comment[] {
  if (file.endsWith('.sql')) return commentsOfSql(source);
  return file.endsWith('.java') ? commentsOfJava(source) : commentsOfTypeScript(file, source);
}

function commentsOfTypeScript(file: string, source: string): Comment[] {
  const { comments, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`);
  return comments;
}

/**
 * Comments as Postgres has them: those between slashes nest, and none begins in a quoted text or name. The body of a function, in
 * dollar quotes, is read as the program it is.
 */
function commentsOfSql(source: string): Comment[] {
  const comments: Comment[] = [];
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*/g;
  for (let found = token.exec(source); found; found = token.exec(source)) {
    const [text] = found;
    if (text === '/*') token.lastIndex = endOfBlock(source, found.index);
    if (text.startsWith('--') || text === '/*') comments.push({ start: found.index, end: token.lastIndex });
  }
  return comments;
}

/** None begins in a text, a block of text or a character. */
function commentsOfJava(source: string): Comment[] {
  const token = /"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*.*?(?:\*\/|$)/gs;
  return [...source.matchAll(token)].flatMap(({ 0: text, index }) =>
    text.startsWith('/') ? [{ start: index, end: index + text.length }] : [],
  );
}

function endOfBlock(source: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return source.length;
}
