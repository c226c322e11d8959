import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openLog } from '../log.ts';
import type { Stream } from './mail.ts';
import { keepRunning } from './runner.ts';

it('no stream waits until another one is empty', async () => {
  const drained: Stream[] = [];
  const held = Promise.withResolvers<void>();
  let write: (streams: Iterable<Stream>) => void = () => undefined;
  const running = keepRunning(
    {
      async drain(stream) {
        if (stream) drained.push(stream);
        if (stream === 'invitations') await held.promise;
      },
      stop: () => Promise.resolve(),
    },
    { log: openLog('silent'), busy: () => false, onWritten: (hear) => (write = hear) },
  );
  onTestFinished(async () => {
    held.resolve();
    await running.stop();
  });
  await sleep(10);
  drained.length = 0;
  write(['codes']);
  await sleep(10);
  expect(drained).toEqual(['codes']);
});
