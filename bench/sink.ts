import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { onEnd } from './opened.ts';

/** A mail server that takes everything and keeps nothing but the last letter; `slow`: how many milliseconds it thinks. */
export type Sink = {
  url: string;
  slow: number;
  taken: number;
  letter: string;
  /** Resolves when so many letters have come since the last call of `count`. */
  count(letters: number): Promise<void>;
};

export async function openSink(): Promise<Sink> {
  let reached: { at: number; tell: () => void } | undefined;
  const sink: Sink = {
    url: '',
    slow: 0,
    taken: 0,
    letter: '',
    count(letters) {
      sink.taken = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      reached = { at: letters, tell: resolve };
      return promise;
    },
  };
  const take = (letter: string): void => {
    sink.letter = letter;
    sink.taken += 1;
    if (reached && sink.taken >= reached.at) reached.tell();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        take(Buffer.concat(chunks).toString());
        if (sink.slow === 0) callback();
        else setTimeout(callback, sink.slow);
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onEnd(async () => server.close());
  const address = server.server.address();
  sink.url = `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return sink;
}
