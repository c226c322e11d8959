import type pg from 'pg';
import { toInstant, type Clock } from '../../kernel/time.ts';
import type { Presence } from '../database/presence.ts';
import { describeError, type Log } from '../log.ts';
import { bounceAddress } from './addresses.ts';
import { compose } from './letter.ts';
import { streams, type Outcome, type Stream } from './mail.ts';
import { addressIn } from './mailer.ts';
import { pauseAfter, pauseWhileAway, type Pace, type Trouble } from './pace.ts';
import {
  giveUpExpired,
  postpone,
  settleMails,
  stopStream,
  takeMails,
  type Settled,
  type Taken,
} from './queue.ts';
import type { Transport } from './transports.ts';

export type MailRunner = {
  /** Sends all that can go at this moment. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

export type RunnerOptions = {
  owner: pg.Pool;
  presence: Presence;
  clock: Clock;
  key: Buffer;
  log: Log;
  pace: Pace;
  /** A way and a sender a stream, so that a flood on one holds up nobody on another. */
  ways: Record<Stream, { transport: Transport; from: string }>;
  /** Where bounces come to us; without it they go to the sender. */
  domain: string | null;
};

/** Takes mails out of the queue and sends them, each stream by itself, until it is stopped. */
export function openMailRunner(options: RunnerOptions): MailRunner {
  const lines = streams.map((stream) => openLine(stream, options));
  return {
    async drain() {
      await Promise.all(lines.map((line) => line.drain()));
    },
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
    },
  };
}

// So many mails, or for so many milliseconds, what became of them is not yet written.
const mostUnwritten = 50;
const longestUnwritten = 200;

/**
 * One stream. While the mail server is away nothing of it is tried but one mail after each pause, and what waits keeps
 * its order; when it is back the lanes open one by one, so that nothing floods it.
 */
function openLine(
  stream: Stream,
  { owner, presence, clock, key, log, pace, ways, domain }: RunnerOptions,
): MailRunner {
  const { transport, from } = ways[stream];
  const { lanes } = transport;
  let open = lanes;
  let missed = 0;
  let awayUntil: Temporal.Instant | null = null;
  let stopped = false;
  let draining: Promise<void> | undefined;
  let sweptAt: Temporal.Instant | null = null;
  const unwritten: Settled[] = [];
  let since = 0;

  const flush = async (): Promise<void> => {
    const settled = unwritten.splice(0);
    if (settled.length > 0) await settleMails(owner, settled, clock());
  };

  // What became of mails is written together; a crash before that repeats them, with the same Message-IDs.
  const settle = async (mail: Taken, outcome: Outcome, reply: string | null): Promise<void> => {
    if (unwritten.length === 0) since = performance.now();
    unwritten.push({ mail, outcome, reply });
    if (unwritten.length >= mostUnwritten || performance.now() - since > longestUnwritten) await flush();
  };

  const isAway = (): boolean => awayUntil !== null && Temporal.Instant.compare(awayUntil, clock()) > 0;

  // What has expired waits for nobody's turn: to look once a minute is enough.
  const sweep = async (): Promise<void> => {
    const now = clock();
    if (sweptAt !== null && Temporal.Instant.compare(sweptAt.add({ seconds: 60 }), now) > 0) return;
    sweptAt = now;
    await giveUpExpired(owner, stream, now);
  };

  const drain = async (): Promise<void> => {
    await sweep();
    for (;;) {
      if (stopped || isAway()) return;
      const most = open < lanes ? open : lanes * 20;
      const { taken, looked } = await takeMails(
        { owner, holder: presence.number },
        { stream, most, pace, now: clock() },
      );
      if (looked === 0) return;
      const lane = async (): Promise<void> => {
        for (let mail = taken.shift(); mail; mail = taken.shift()) await send(mail);
      };
      const kept: Promise<unknown>[] = [];
      // A database that is away for a moment ends the drain when all lanes are done, and nothing before.
      const keep = (work: Promise<unknown>): void => {
        work.catch(() => undefined);
        kept.push(work);
      };
      const send = async (mail: Taken): Promise<void> => {
        if (stopped || isAway()) return keep(putBack(mail));
        const { silent = false } = mail.waiting;
        const trouble = await (silent ? transport.look() : transport.deliver(letterOf(mail)));
        keep(trouble === null ? sent(mail) : failed(mail, trouble));
      };
      await Promise.all(Array.from({ length: open }, lane));
      await Promise.all(kept).finally(flush);
    }
  };

  const letterOf = (mail: Taken) => {
    const automatic = mail.waiting.heading.auto !== undefined;
    const returns = domain === null ? addressIn(from) : bounceAddress(key, mail.id, domain);
    // An automatic answer has no sender to bounce to, so that no loop can form (RFC 3834 3.3).
    const envelope = { from: automatic ? '' : returns, to: mail.recipient };
    return compose(mail.waiting, { from, envelope, date: mail.writtenAt });
  };

  const sent = async (mail: Taken): Promise<void> => {
    open = Math.min(lanes, open * 2);
    missed = 0;
    awayUntil = null;
    await settle(mail, 'sent', null);
  };

  const failed = async (mail: Taken, { kind, reply }: Trouble): Promise<void> => {
    if (kind === 'refused') return settle(mail, 'refused', reply);
    if (kind === 'away') return away(mail, reply);
    // A code is of no use when somebody has looked.
    if (kind === 'policy' && stream === 'codes') return settle(mail, 'refused', reply);
    if (kind === 'policy') {
      await stopStream(owner, stream, mail.domain, reply ?? '', clock());
      log.error({ stream, reply }, 'mail is refused for what we are: see `npm run bunting -- mail status`');
      return putBack(mail);
    }
    const tries = mail.tries + 1;
    await postpone(owner, mail, { dueAt: clock().add(pauseAfter(tries)), tries, reply });
  };

  // The server says nothing of the mail, and no try is counted. The next to be tried is another one: a mail at which a
  // server hangs up each time must not keep all others.
  const away = async (mail: Taken, reply: string | null): Promise<void> => {
    if (!isAway()) {
      missed += 1;
      open = 1;
      awayUntil = clock().add(pauseWhileAway(missed));
      log.warn({ stream, reply, times: missed }, 'the mail server is not there; mail waits');
    }
    const dueAt = awayUntil ?? clock();
    await postpone(owner, mail, { dueAt, tries: mail.tries, reply });
  };

  const putBack = (mail: Taken): Promise<void> =>
    postpone(owner, mail, { dueAt: toInstant(mail.writtenAt), tries: mail.tries, reply: null });

  return {
    drain: () => (draining ??= drain().finally(() => (draining = undefined))),
    async stop() {
      stopped = true;
      await draining?.catch(() => undefined);
      transport.close();
    },
  };
}

/** Looks into the queue when something was written, and once a second for what falls due and what others have written. */
export function keepRunning(runner: MailRunner, log: Log, onWritten: (hear: () => void) => void): MailRunner {
  let again = false;
  let running: Promise<void> | undefined;
  const look = (): void => {
    again = true;
    running ??= go().finally(() => (running = undefined));
  };
  const go = async (): Promise<void> => {
    while (again) {
      again = false;
      await runner
        .drain()
        .catch((error: unknown) =>
          log.error(describeError(error), 'mail could not be taken out of the queue'),
        );
    }
  };
  onWritten(look);
  const timer = setInterval(look, 1000);
  look();
  return {
    drain: () => runner.drain(),
    async stop() {
      clearInterval(timer);
      onWritten(() => undefined);
      await runner.stop();
      await running;
    },
  };
}
