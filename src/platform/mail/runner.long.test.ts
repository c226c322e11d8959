import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { expect, it, onTestFinished } from 'vitest';
import { startWorker } from '../../../test/start-mail-worker.ts';
import { openPost } from '../../../test/post.ts';
import { openWorld } from '../../../test/world.ts';

it('a worker killed a hundred times loses no mail, and repeats none under another Message-ID', async () => {
  const post = await openPost({ slow: 2 });
  const world = await openWorld({ smtpUrl: post.url });
  const mails = 1000;
  await world.owner.query(
    `select graphile_worker.add_job('mail.write', json_build_object('to', 'g' || n || '@families.example'))
     from generate_series(1, $1) n`,
    [mails],
  );
  let running: ChildProcess | undefined;
  onTestFinished(() => void running?.kill('SIGKILL'));
  const waiting = async (): Promise<number> => {
    const { rows } = await world.owner.query<{ count: number }>(
      `select (select count(*) from graphile_worker._private_jobs)::int
         + (select count(*) from outgoing_mail where settled_at is null)::int as count`,
    );
    return rows[0]?.count ?? 0;
  };
  for (let kills = 0; kills < 100; kills += 1) {
    running = await startWorker(world, post.url);
    await sleep(Math.random() * 60);
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  expect(await waiting()).toBeGreaterThan(0);
  running = await startWorker(world, post.url);
  for (let looks = 0; looks < 600 && (await waiting()) > 0; looks += 1) await sleep(100);
  const ids = new Map<string, Set<string>>();
  for (const { to, raw } of post.received) {
    const { messageId = '' } = await PostalMime.parse(raw);
    ids.set(to, (ids.get(to) ?? new Set()).add(messageId));
  }
  expect(ids.size).toBe(mails);
  expect([...ids.values()].filter((one) => one.size > 1)).toEqual([]);
}, 240_000);
