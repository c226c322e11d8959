import { once } from 'node:events';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';

export type Received = { from: string; to: string; raw: string; at: number };

/** What a mail server says instead of yes: a reply code, and perhaps more. */
export type Refusal = { code: number; text?: string };

export type Post = {
  url: string;
  port: number;
  received: Received[];
  /** By recipient, as the reply to RCPT TO. */
  refuse: Map<string, Refusal>;
  /** For every letter, as the reply to DATA. */
  refuseData: Refusal | null;
  /** Connections that are open now, and the most that ever were. */
  open: number;
  most: number;
  close(): Promise<void>;
};

type PostOptions = { port?: number; slow?: number; received?: Received[] };

/** A real mail server on this machine; `slow`: milliseconds that it thinks about each letter. */
export async function openPost({ port = 0, slow = 0, received = [] }: PostOptions = {}): Promise<Post> {
  const trouble = ({ code, text = 'no' }: Refusal): Error =>
    Object.assign(new Error(text), { responseCode: code });
  const take = ({ envelope: { mailFrom, rcptTo } }: SMTPServerSession, raw: string): Error | null => {
    if (post.refuseData !== null) return trouble(post.refuseData);
    const from = mailFrom === false ? '' : mailFrom.address;
    post.received.push({ from, to: rcptTo[0]?.address ?? '', raw, at: performance.now() });
    return null;
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onConnect: (_session, callback) => {
      post.open += 1;
      post.most = Math.max(post.most, post.open);
      callback();
    },
    onClose: () => void (post.open -= 1),
    onRcptTo: ({ address }, _session, callback) => {
      const refusal = post.refuse.get(address);
      callback(refusal === undefined ? null : trouble(refusal));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        setTimeout(() => callback(take(session, Buffer.concat(chunks).toString())), slow),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const at = typeof address === 'object' && address ? address.port : port;
  let closed = false;
  const post: Post = {
    url: `smtp://127.0.0.1:${at}`,
    port: at,
    received,
    refuse: new Map(),
    refuseData: null,
    open: 0,
    most: 0,
    async close() {
      if (closed) return;
      closed = true;
      const ended = once(server.server, 'close');
      server.close();
      for (const connection of server.connections) connection.close();
      await ended;
    },
  };
  onTestFinished(() => post.close());
  return post;
}
