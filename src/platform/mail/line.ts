import type pg from 'pg';
import { toInstant, type Clock } from '../../kernel/time.ts';
import type { Presence } from '../database/presence.ts';
import type { Log } from '../log.ts';
import { bounceAddress } from './addresses.ts';
import { openGate } from './gate.ts';
import { openLedger } from './ledger.ts';
import { compose } from './letter.ts';
import type { Stream } from './mail.ts';
import { addressIn } from './mailer.ts';
import { pauseAfter, type Pace, type Trouble } from './pace.ts';
import { giveUpExpired, postpone, stopStream, takeMails, type Taken } from './queue.ts';
import type { Transport } from './transports.ts';

export type LineOptions = {
  owner: pg.Pool;
  presence: Presence;
  clock: Clock;
  key: Buffer;
  log: Log;
  /** How fast mail goes to one domain; null where nobody can be flooded. */
  pace: Pace | null;
  /** A way and a sender a stream, so that a flood on one holds up nobody on another. */
  ways: Record<Stream, { transport: Transport; from: string }>;
  /** Where bounces come to us; without it they go to the sender. */
  domain: string | null;
};

/** One stream of mail on its way out. */
export type Line = {
  stream: Stream;
  /** Sends all that can go at this moment. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

export function openLine(stream: Stream, options: LineOptions): Line {
  const { owner, presence, clock, key, log, pace, ways, domain } = options;
  const { transport, from } = ways[stream];
  const gate = openGate(transport.lanes, clock);
  const ledger = openLedger(owner, clock);
  let stopped = false;
  let draining: Promise<void> | undefined;
  let sweptAt: Temporal.Instant | null = null;

  const standsStill = (): boolean => stopped || gate.isShut();

  const drain = async (): Promise<void> => {
    await ledger.flush();
    await sweep();
    while (!standsStill()) {
      const { taken, looked } = await takeMails(
        { owner, holder: presence.number },
        { stream, most: gate.most(), pace, now: clock() },
      );
      if (looked === 0) return;
      await sendAll(taken);
    }
  };

  // What has expired waits for nobody's turn: to look once a minute is enough.
  const sweep = async (): Promise<void> => {
    const now = clock();
    // A clock that was set back is no reason to wait for what it showed before.
    if (sweptAt !== null && Math.abs(now.since(sweptAt).total('seconds')) < 60) return;
    sweptAt = now;
    await giveUpExpired(owner, stream, now);
  };

  // No lane waits until it is written what became of its mail; a database that is away for a moment ends this when all
  // lanes are done, and nothing before.
  const sendAll = async (taken: Taken[]): Promise<void> => {
    const kept: Promise<void>[] = [];
    const lane = async (): Promise<void> => {
      for (let mail = taken.shift(); mail; mail = taken.shift()) {
        const work = conclude(mail, await send(mail));
        work.catch(() => undefined);
        kept.push(work);
      }
    };
    await Promise.all(Array.from({ length: gate.lanes() }, lane));
    await Promise.all(kept).finally(() => ledger.flush());
  };

  // Null when it was taken; 'held' when it was not tried.
  const send = async (mail: Taken): Promise<Trouble | 'held' | null> => {
    if (standsStill()) return 'held';
    return mail.waiting.silent ? transport.look() : transport.deliver(letterOf(mail));
  };

  const letterOf = (mail: Taken) => {
    const automatic = mail.waiting.heading.auto !== undefined;
    const returns = domain === null ? addressIn(from) : bounceAddress(key, mail.id, domain);
    // An automatic answer has no sender to bounce to, so that no loop can form (RFC 3834 3.3).
    const envelope = { from: automatic ? '' : returns, to: mail.recipient };
    return compose(mail.waiting, { from, envelope, date: mail.writtenAt });
  };

  const conclude = async (mail: Taken, trouble: Trouble | 'held' | null): Promise<void> => {
    if (trouble === 'held') return putBack(mail);
    if (trouble !== null) return failed(mail, trouble);
    gate.open();
    await ledger.note({ mail, outcome: 'sent', reply: null });
  };

  const failed = async (mail: Taken, { kind, reply }: Trouble): Promise<void> => {
    if (kind === 'away') return away(mail, reply);
    // A code that is refused for what we are is of no use when somebody has looked.
    if (kind === 'refused' || (kind === 'policy' && stream === 'codes'))
      return ledger.note({ mail, outcome: 'refused', reply });
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
    const { until, times } = gate.shut();
    if (times !== null) log.warn({ stream, reply, times }, 'the mail server is not there; mail waits');
    await postpone(owner, mail, { dueAt: until, tries: mail.tries, reply });
  };

  const putBack = (mail: Taken): Promise<void> =>
    postpone(owner, mail, { dueAt: toInstant(mail.writtenAt), tries: mail.tries, reply: null });

  return {
    stream,
    drain: () => (draining ??= drain().finally(() => (draining = undefined))),
    async stop() {
      stopped = true;
      await draining?.catch(() => undefined);
      transport.close();
    },
  };
}
