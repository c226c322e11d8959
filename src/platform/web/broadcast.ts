import { streamSSE } from 'hono/streaming';
import type { News } from '../news.ts';
import type { WebContext } from './web.ts';

export type Broadcast<Topic, Value> = {
  /** What is true of a topic, read at most a second ago; null when it is gone. */
  current(topic: Topic): Promise<Value | null>;
  /** Sends what is true of a topic as often as it changes, once a second at most (server-sent events, WHATWG HTML 9.2). */
  stream(c: WebContext, topic: Topic): Response;
};

export type BroadcastOptions<Topic, Value> = {
  news: News;
  key: (topic: Topic) => string;
  read: (topic: Topic) => Promise<Value | null>;
  /** What listeners are told of a value, as one line. */
  line: (value: Value) => string;
  /** How many may listen; who comes then is sent away for a while, and the page is right when it is loaded again. */
  most: number;
};

type Known<Topic, Value> = {
  topic: Topic;
  value: Promise<Value | null>;
  readAt: number;
  listeners: Set<(line: string) => void>;
  said: string;
};

const life = 1000;
const mostTopics = 10_000;

/** One reading a second for everybody who looks at the same thing, however many they are. */
export function openBroadcast<Topic, Value>({
  news,
  key,
  read,
  line,
  most,
}: BroadcastOptions<Topic, Value>): Broadcast<Topic, Value> {
  const all = new Map<string, Known<Topic, Value>>();
  let listening = 0;

  const knownOf = (topic: Topic): Known<Topic, Value> => {
    const name = key(topic);
    const known = all.get(name);
    const now = performance.now();
    if (known && now - known.readAt < life) return known;
    const value = read(topic);
    // Who asks hears of the error; nobody else does.
    value.catch(() => undefined);
    const next = {
      topic,
      value,
      readAt: now,
      listeners: known?.listeners ?? new Set(),
      said: known?.said ?? '',
    };
    if (all.size >= mostTopics && !known) clear();
    all.set(name, next);
    return next;
  };

  const clear = (): void => {
    for (const [name, { listeners }] of all) if (listeners.size === 0) all.delete(name);
  };

  const beat = async ({ topic, listeners }: Known<Topic, Value>): Promise<void> => {
    const known = knownOf(topic);
    const value = await known.value.catch(() => null);
    if (value === null) return;
    const said = line(value);
    if (said === known.said) return;
    known.said = said;
    for (const listener of listeners) listener(said);
  };

  const timer = setInterval(() => {
    for (const known of all.values()) if (known.listeners.size > 0) void beat(known);
  }, life).unref();
  news.onClose(() => clearInterval(timer));

  return {
    current: (topic) => knownOf(topic).value,
    stream(c, topic) {
      if (listening >= most) return c.body(null, 503, { 'Retry-After': '60' });
      listening += 1;
      return streamSSE(c, async (stream) => {
        const { promise: closed, resolve: close } = Promise.withResolvers<void>();
        stream.onAbort(close);
        const known = knownOf(topic);
        const tell = (said: string): void => void stream.writeSSE({ data: said }).catch(close);
        known.listeners.add(tell);
        const value = await known.value.catch(() => null);
        // A line now and then keeps proxies from closing what looks idle, and finds out who has left.
        const alive = setInterval(() => void stream.write(': here\n\n').catch(close), 20_000);
        const stays = news.onClose(close);
        await stream.write(`retry: ${5000 + Math.floor(Math.random() * 10_000)}\n\n`);
        if (value !== null) tell(line(value));
        await closed;
        listening -= 1;
        clearInterval(alive);
        known.listeners.delete(tell);
        stays();
      });
    },
  };
}
