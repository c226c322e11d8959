import { expect, it } from 'vitest';
import { luka, noor } from '../../../test/people.ts';
import { openPost } from '../../../test/post.ts';
import { openWorld } from '../../../test/world.ts';
import type { Mail } from './mail.ts';

const mail = (to: string, cause: string): Mail => ({
  to,
  subject: cause,
  text: 'x',
  html: '<p>x</p>',
  cause,
});

it('of mails to one address none overtakes another that waits, and nobody else waits for them', async () => {
  const post = await openPost();
  const world = await openWorld({ smtpUrl: post.url });
  post.refuse.set(luka.address, { code: 451 });
  await world.platform.mailer.write([mail(luka.address, 'first')]);
  await world.work();
  post.refuse.clear();
  await world.platform.mailer.write([mail(luka.address, 'second'), mail(noor.address, 'another')]);
  await world.work();
  expect(post.received.map(({ to }) => to)).toEqual([noor.address]);
  world.pass({ minutes: 1 });
  await world.work();
  const said = post.received.flatMap(({ to, raw }) =>
    to === luka.address ? (/^Subject: (.*)\r$/m.exec(raw)?.[1] ?? []) : [],
  );
  expect(said).toEqual(['first', 'second']);
});
