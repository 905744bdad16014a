const ANSWER_WITHIN_MS = 2_000;

/** What a node tells of itself. The totals begin anew with each of its starts; messages and bytes are those between the nodes. */
export interface NodeStatus {
  node: string;
  version: string;
  active: boolean;
  /** Nodes in its cluster, itself among them, as it sees them. */
  servers: number;
  /** In an active cluster, with every copy where it belongs. */
  ready: boolean;
  /** Why it is not ready, where it is not. */
  lacks?: string;
  partitionsMoving: number;
  /** Without any copy: reading and writing them fails. */
  partitionsLost: number;
  messagesSentTotal: number;
  bytesSentTotal: number;
  messagesReceivedTotal: number;
  bytesReceivedTotal: number;
  heapUsedBytes: number;
  offheapUsedBytes: number;
  transactionsCommittedTotal: number;
  transactionsRolledBackTotal: number;
}

/** Throws where the node does not answer in 2 s or is a member of no cluster yet. */
export function nodeStatus(statusUrl: string): Promise<NodeStatus> {
  return answerOf(statusUrl, '/status');
}

/** The node's version, once it is ready; until then it throws, with what it lacks. */
export async function readyVersion(statusUrl: string): Promise<string> {
  await answerOf(statusUrl, '/ready');
  return (await nodeStatus(statusUrl)).version;
}

async function answerOf<Body>(url: string, path: string): Promise<Body> {
  const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`The node answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}
