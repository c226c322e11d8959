import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { luka, makeClass, makeParty, type Class } from '../../../test/people.ts';
import { openPost, type Post } from '../../../test/post.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { sealId } from '../../kernel/id.ts';
import { inCircle } from '../../platform/database/database.ts';
import { hashAddress } from '../../platform/mail/addresses.ts';
import { noteReturn } from '../../platform/mail/returns.ts';
import { listChildren } from '../circle/store.ts';
import { gapOf, lookAtGuests } from '../guestlist/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { unsubscribe } from '../peace/actions.ts';
import { changeGuests, markWritten } from './actions.ts';
import { listEnvelopes } from './store.ts';

type Scene = { world: World; post: Post; class1b: Class; host: HostPass };

/** Luka and his sister are asked, and Noor; no mail to Luka's family can leave yet. */
async function openScene(options: { slow?: number } = {}): Promise<Scene> {
  const post = await openPost(options);
  const world = await openWorld({ smtpUrl: post.url });
  const class1b = await makeClass(world);
  await world.owner.query(
    `with sister as (insert into child (circle_id, id, name, created_at)
       values ($1, gen_random_uuid(), 'Lana', now()) returning circle_id, id)
     insert into household (circle_id, family_id, child_id) select circle_id, $2, id from sister`,
    [class1b.circle, class1b.families.get('Luka')],
  );
  post.refuse.set(luka.address, { code: 451 });
  const host = await makeParty(world, class1b, ['Luka', 'Lana', 'Noor']);
  return { world, post, class1b, host };
}

async function childrenOf({ world, host }: Scene) {
  return inCircle(world.platform.db, host.circle, (tx) => listChildren(tx, host));
}

async function askOnly(scene: Scene, names: readonly string[]): Promise<void> {
  const { world, host } = scene;
  const ticked = (await childrenOf(scene)).filter(({ name }) => names.includes(name)).map(({ id }) => id);
  const seen = gapOf((await lookAtGuests(world.platform, host, ticked)).weighed);
  const choice = { ticked, way: 'keep', seen } as const;
  const look = await changeGuests(world.platform, host, choice, '');
  if (look.ok || look.refusal.kind !== 'look') throw new Error('nothing changes');
  expect((await changeGuests(world.platform, host, choice, look.refusal.change.digest)).ok).toBe(true);
}

/** What comes to Luka's family once its mail server takes mail. */
async function subjects({ world, post }: Scene): Promise<string[]> {
  post.refuse.clear();
  for (const minutes of [2, 60]) {
    world.pass({ minutes });
    await world.work();
  }
  const mails = post.received.filter(({ to }) => to === luka.address);
  const read = await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
  return read.map(({ subject = '' }) => subject.replace(/[\u2068\u2069]/g, ''));
}

describe('a child that is not asked any more', () => {
  it('is not said to be by a mail that waited: its family hears of both', async () => {
    const scene = await openScene();
    await scene.world.work();
    await askOnly(scene, ['Luka', 'Noor']);
    const said = await subjects(scene);
    expect(said).toContainEqual(expect.stringContaining('invites Lana and Luka'));
    expect(said).toContainEqual(expect.stringContaining('taken back'));
  });

  it('nor by a mail that was being written meanwhile', async () => {
    const scene = await openScene();
    const { world, host, class1b } = scene;
    const named = (await childrenOf(scene)).filter(({ name }) => name === 'Luka' || name === 'Lana');
    await askOnly(scene, ['Luka', 'Noor']);
    const envelopes = await inCircle(world.platform.db, host.circle, (tx) => listEnvelopes(tx, host));
    const own = envelopes.find(({ family }) => family === class1b.families.get('Luka'));
    await markWritten(world.platform, { circle: host.circle, envelope: own?.id ?? '' }, named);
    expect(await subjects(scene)).toContainEqual(expect.stringContaining('taken back'));
  });

  it('is nothing to a family whose mail was never written', async () => {
    const scene = await openScene();
    await askOnly(scene, ['Luka', 'Noor']);
    const said = (await subjects(scene)).join();
    expect(said).toContain('invites Luka');
    expect(said).not.toMatch(/Lana|taken back/);
  });
});

describe('an invitation that is taken back', () => {
  it('is taken out of the calendar again also when its mail is just leaving', async () => {
    const scene = await openScene({ slow: 1500 });
    const { world, post } = scene;
    post.refuse.clear();
    const working = world.work();
    const leaving = "select from outgoing_mail where stream = 'invitations' and taken_by is not null";
    while ((await world.owner.query(leaving)).rowCount === 0) await sleep(5);
    await askOnly(scene, ['Noor']);
    await working;
    await world.work();
    const methods = post.received.flatMap(({ to, raw }) =>
      to === luka.address ? (/; method=(\w+)/.exec(raw)?.[1] ?? []) : [],
    );
    expect(methods).toEqual(['REQUEST', 'CANCEL']);
  });

  it('leaves no mail that still waits', async () => {
    const scene = await openScene();
    await scene.world.work();
    await askOnly(scene, ['Noor']);
    expect((await subjects(scene)).join()).not.toMatch(/invites|taken back/);
  });

  it('does not take along what a mail that has left may still cause', async () => {
    const scene = await openScene();
    const { world, post } = scene;
    post.refuse.clear();
    await world.work();
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from outgoing_mail where stream = 'invitations' and recipient_hash = $1",
      [hashAddress(world.platform.key, luka.address)],
    );
    const mail = rows[0]?.id ?? '';
    await askOnly(scene, ['Noor']);
    await world.work();
    await unsubscribe(world.platform, sealId(world.platform.key, 'unsubscribe', mail));
    const blocks = async () => (await world.owner.query('select why from mail_block order by why')).rows;
    expect(await blocks()).toEqual([{ why: 'peace' }]);
    await noteReturn(world.platform, { mail, kind: 'complaint', status: null });
    expect(await blocks()).toEqual([{ why: 'complaint' }, { why: 'peace' }]);
  });

  it('is told also to an address that wants no mail but invitations', async () => {
    const scene = await openScene();
    const { world, post } = scene;
    post.refuse.clear();
    const letter = { subject: 'Answers', text: 'Answers', html: '<p>Answers</p>' };
    await world.platform.mailer.write([{ to: luka.address, ...letter, cause: 'digest.x' }]);
    const { rows } = await world.owner.query<{ id: string }>(
      "select id from outgoing_mail where message_id like '<digest.x@%'",
    );
    await unsubscribe(world.platform, sealId(world.platform.key, 'unsubscribe', rows[0]?.id ?? ''));
    await world.work();
    await askOnly(scene, ['Noor']);
    const said = await subjects(scene);
    expect(said.filter((subject) => subject.includes('taken back'))).toHaveLength(1);
    expect(said).not.toContain('Answers');
  });
});
