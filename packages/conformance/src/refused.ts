import { expect } from 'vitest';
import type { Answer } from './client.ts';

/** What RFC 9457 and this API say a problem holds. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  [member: string]: unknown;
}

/** The problem of an answer that has this status and stable code. */
export function refused(answer: Answer, status: number, code: string): Problem {
  const { headers, body, asked, text } = answer;
  const problem = (body ?? {}) as Problem;
  const told = `${asked} was answered: ${text.slice(0, 500)}`;
  expect({ status: answer.status, code: problem.code, type: headers['content-type'] }, told).toEqual({
    status,
    code,
    type: 'application/problem+json',
  });
  expect(problem.status, told).toBe(status);
  expect(problem.type, told).toContain(code);
  expect(problem.detail, told).not.toBe('');
  return problem;
}
