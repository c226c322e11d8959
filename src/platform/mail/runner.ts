import { isAway } from '../database/away.ts';
import { quietMoment, type Busy } from '../jobs/quiet-moment.ts';
import { describeError, type Log } from '../log.ts';
import { openLine, type LineOptions } from './line.ts';
import { streams, type Stream } from './mail.ts';

export type MailRunner = {
  /** Sends all that can go at this moment, of all streams or of this one. */
  drain(only?: Stream): Promise<void>;
  stop(): Promise<void>;
};

/** Takes mails out of the queue and sends them, each stream by itself, until it is stopped. */
export function openMailRunner(options: LineOptions): MailRunner {
  const lines = streams.map((stream) => openLine(stream, options));
  return {
    async drain(only) {
      const wanted = lines.filter(({ stream }) => only === undefined || stream === only);
      await Promise.all(wanted.map((line) => line.drain()));
    },
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
    },
  };
}

type Running = {
  log: Log;
  onWritten: (hear: (streams: Iterable<Stream>) => void) => void;
  busy: Busy;
};

/**
 * Looks where something was written, and once a second everywhere, for what falls due and what others have written. No
 * stream waits until another one is empty.
 */
export function keepRunning(runner: MailRunner, { log, onWritten, busy }: Running): Pick<MailRunner, 'stop'> {
  const wanted = new Set<Stream>();
  const running = new Map<Stream, Promise<void>>();
  const look = (where: Iterable<Stream>): void => {
    for (const stream of where) {
      wanted.add(stream);
      if (!running.has(stream)) running.set(stream, go(stream));
    }
  };
  const go = async (stream: Stream): Promise<void> => {
    while (wanted.delete(stream)) {
      await quietMoment(busy);
      await runner.drain(stream).catch((error: unknown) =>
        // That the database is away is said once, by whoever watches it.
        log[isAway(error) ? 'info' : 'error'](
          describeError(error),
          'mail could not be taken out of the queue',
        ),
      );
    }
    running.delete(stream);
  };
  onWritten(look);
  const timer = setInterval(() => look(streams), 1000);
  look(streams);
  return {
    async stop() {
      clearInterval(timer);
      onWritten(() => undefined);
      await runner.stop();
      await Promise.all(running.values());
    },
  };
}
