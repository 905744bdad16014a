import type { Command, CommandType } from '@outgrow/domain/commands';
import type { Reason } from '@outgrow/domain/refusals';
import type { z } from 'zod';
import { commandIdOf } from './credentials.ts';
import { fingerprintOf } from './fingerprint.ts';
import { principalText } from './principal.ts';
import { problemOfRefusal } from './problem-of.ts';
import type { Answer, At, Context, Route } from './route.ts';

type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** What a route says of its command: what is in it besides what every command carries. */
type Content<T extends CommandType> = Omit<CommandOf<T>, 'type' | 'commandId' | 'fingerprint' | 'by' | 'expectedVersion'>;

type Spec<T extends CommandType, P extends z.ZodObject, B extends z.ZodObject> = Pick<
  Route,
  'name' | 'method' | 'path' | 'roles' | 'staffOf' | 'summary' | 'reply'
> & {
  command: T;
  params?: P;
  body?: B;
  takesIfMatch?: boolean;
  refusals: readonly Reason[];
  content(at: At<z.output<P>, unknown, z.output<B>>): Content<T>;
  /** The path of what was made, from the command's reply. */
  location?(reply: Reply): string;
  /** What else there is to do once the command is accepted; done again on a repeat. */
  accepted?(at: At<z.output<P>, unknown, z.output<B>>, context: Context): Promise<void>;
};

/** What the replies of commands hold, as far as routes read it. */
type Reply = { readonly [name: string]: string | number };

type Nothing = z.ZodObject<Record<never, never>>;

/** A route that sends one command to the shop. */
export function commandRoute<T extends CommandType, P extends z.ZodObject = Nothing, B extends z.ZodObject = Nothing>(
  spec: Spec<T, P, B>,
): Route {
  const { command: type, content, location, accepted, refusals, ...rest } = spec;

  async function handle(at: At<z.output<P>, unknown, z.output<B>>, context: Context): Promise<Answer> {
    const by = principalText(at.principal);
    const { params, body, expectedVersion } = at;
    const command = {
      type,
      commandId: commandIdOf(by, at.idempotencyKey),
      fingerprint: fingerprintOf(type, { params, body, expectedVersion }),
      by,
      ...(rest.takesIfMatch ? { expectedVersion } : {}),
      ...content(at),
    } as unknown as Command;

    at.exchange.writing();
    const reply = await executed(command, context);
    if ('rejected' in reply) throw problemOfRefusal(reply);
    await accepted?.(at, context);

    const made = reply.reply as Reply;
    const answer: Answer = { status: rest.reply.status, body: made };
    if (typeof made.version === 'number') answer.version = made.version;
    if (location) answer.location = location(made);
    return answer;
  }

  const codes = [...refusals, 'idempotency_key_reused'] as const;
  return { ...rest, command: type, codes, handle } as unknown as Route;
}

async function executed(command: Command, { shop, metrics }: Context) {
  try {
    const reply = await shop.execute(command);
    metrics.command(command.type, 'rejected' in reply ? reply.rejected : 'accepted');
    return reply;
  } catch (error) {
    metrics.command(command.type, 'error');
    throw error;
  }
}
