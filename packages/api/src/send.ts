import type { ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { etagOf, noneMatchNames } from './etags.ts';
import type { Problem } from './problem.ts';
import { problemDocument, statuses } from './problem.ts';
import type { Answer, Route } from './route.ts';

/** How a route's replies go out. Made once per route; written to Node's response, since Express's `json` does more than is needed. */
export function sender({ method, roles, reply }: Route): (req: Request, res: Response, answer: Answer) => void {
  const mediaType = reply.mediaType ?? JSON_TYPE;
  // What anybody may read may be kept, if it is asked for again whether it still holds.
  const cacheControl = method === 'get' && roles.includes('anonymous') ? 'no-cache' : 'no-store';

  // What anybody may read is read again and again, and the same from a cache of the stage's: its text is kept as long as it is.
  const texts = method === 'get' && roles.includes('anonymous') ? new WeakMap<object, string>() : undefined;
  const textOf = (body: unknown): string | undefined => {
    if (!texts || typeof body !== 'object' || body === null) return body === undefined ? undefined : JSON.stringify(body);
    let text = texts.get(body);
    if (text === undefined) {
      text = JSON.stringify(body);
      texts.set(body, text);
    }
    return text;
  };

  return (req, res, answer) => {
    const headers: Record<string, string | number> = { 'Cache-Control': cacheControl };
    const { status = reply.status, location, version } = answer;
    if (location !== undefined) headers.Location = location;
    if (version !== undefined) {
      const etag = etagOf(version);
      headers.ETag = etag;
      const ifNoneMatch = req.headers['if-none-match'];
      if (ifNoneMatch !== undefined && method === 'get' && noneMatchNames(ifNoneMatch, etag)) {
        res.writeHead(304, headers).end();
        return;
      }
    }
    const text = answer.text ?? textOf(answer.body);
    if (text === undefined) {
      res.writeHead(status, headers).end();
      return;
    }
    headers['Content-Type'] = mediaType;
    headers['Content-Length'] = Buffer.byteLength(text);
    res.writeHead(status, headers).end(text);
  };
}

export function sendProblem(res: ServerResponse, problem: Problem): void {
  const text = JSON.stringify(problemDocument(problem));
  res
    .writeHead(statuses[problem.code], {
      'Cache-Control': 'no-store',
      'Content-Type': PROBLEM_TYPE,
      'Content-Length': Buffer.byteLength(text),
      ...problem.headers,
    })
    .end(text);
}

export const PROBLEM_TYPE = 'application/problem+json';
const JSON_TYPE = 'application/json; charset=utf-8';
