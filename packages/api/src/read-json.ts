import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from './problem.ts';

export const MAX_BODY_BYTES = 64 * 1024;
/** A body that comes byte by byte would otherwise take hundreds of times its length. */
const MAX_CHUNKS = 64;

/**
 * The request's JSON body. Read here and not by a body parser, so that a body that is too large is answered at once and not
 * when all of it has come; Node throws the rest away, for as long as the server's requestTimeout lets it come.
 */
export async function readJson(req: IncomingMessage, res: ServerResponse): Promise<unknown> {
  if (!hasBody(req)) throw new Problem('invalid_request', 'This needs a JSON body.', { members: { errors: [MISSING] } });
  const encoding = req.headers['content-encoding'];
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '') || (encoding !== undefined && encoding !== 'identity')) {
    throw new Problem('unsupported_media_type', 'Send the body as application/json in UTF-8, not compressed.');
  }
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await readBytes(req, res);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new Problem('invalid_json', 'The body is not JSON in UTF-8.');
  }
}

/** Refuses a body where none belongs: what it says would be ignored silently. */
export function refuseBody(req: IncomingMessage): void {
  if (!hasBody(req)) return;
  const message = 'takes no body';
  throw new Problem('invalid_request', 'This takes no body.', { members: { errors: [{ path: 'body', message }] } });
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function readBytes(req: IncomingMessage, res: ServerResponse): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const broken = () => reject(new Problem('invalid_request', 'The connection broke before all of the body had come.'));
    // Nothing more is heard of a body whose client has hung up, or has been answered, before anybody listens.
    if (req.destroyed || res.writableEnded) return broken();
    const chunks: Buffer[] = [];
    let length = 0;
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) {
        req.removeAllListeners('data');
        req.resume();
        reject(tooLarge());
      } else if (chunks.push(chunk) === MAX_CHUNKS) chunks.splice(0, MAX_CHUNKS, Buffer.concat(chunks));
    });
    req.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    req.on('error', broken);
    // Once a reply is out, as at the time limit, the request itself says nothing more, however much of the body never came.
    res.once('close', broken);
  });
}

const tooLarge = (): Problem => new Problem('body_too_large', `A body may hold ${MAX_BODY_BYTES} bytes at most.`);

const MISSING = { path: 'body', message: 'is missing' };
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
// Refuses bytes that are not UTF-8 where a lenient decoder would store replacement characters.
const utf8 = new TextDecoder('utf-8', { fatal: true });
