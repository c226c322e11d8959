import { expect, it } from 'vitest';
import { ellie, luka, makeClass, makeParty, signIn } from '../../../test/people.ts';
import { openWorld } from '../../../test/world.ts';
import { retentionJobs } from '../../features/retention/jobs.ts';
import { unsubscribeUrl } from './addresses.ts';
import { stopStream } from './queue.ts';
import { noteReturn } from './returns.ts';

it('what waits behind a stop until nobody needs it any more is given up, and its host hears so', async () => {
  const world = await openWorld();
  const host = await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
  const { owner, clock } = world.platform;
  await stopStream(owner, 'invitations', 'families.example', '550 5.7.1', clock());
  await world.work();
  world.pass({ hours: 72 });
  await world.work();
  const { rows } = await owner.query(
    "select outcome, letter is null as gone, recipient from outgoing_mail where stream = 'invitations'",
  );
  const maya = world.visitor();
  await signIn(world, maya, ellie.address);
  expect.soft((await maya.get(`/parties/${host.party}`)).text).toContain('2 not reached');
  expect(rows).toEqual([
    { outcome: 'given_up', gone: true, recipient: '' },
    { outcome: 'given_up', gone: true, recipient: '' },
  ]);
});

it('a press on a mail of three weeks ago still ends invitations to its address', async () => {
  const world = await openWorld();
  await makeParty(world, await makeClass(world), ['Luka', 'Noor']);
  await world.work();
  const { rows } = await world.owner.query<{ id: string }>(
    "select o.id from outgoing_mail o join envelope e on e.id = o.envelope_id join adult d on d.family_id = e.family_id where d.address = $1 and o.stream = 'invitations'",
    [luka.address],
  );
  world.pass({ hours: 24 * 21 });
  await retentionJobs(world.platform)['retention.sweep']?.({});
  const url = new URL(unsubscribeUrl(world.platform.key, world.platform.baseUrl, rows[0]?.id ?? ''));
  await world.app.request(url.pathname, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  expect((await world.owner.query("select from mail_block where why = 'peace'")).rowCount).toBe(1);
  void retentionJobs;
});

it('a bounce that is quicker than our own commit counts', async () => {
  const world = await openWorld();
  await makeParty(world, await makeClass(world), ['Luka']);
  await world.work();
  const { rows } = await world.owner.query<{ id: string }>(
    "update outgoing_mail set settled_at = null, outcome = null, taken_by = 1 where stream = 'invitations' returning id",
  );
  await noteReturn(world.platform, { mail: rows[0]?.id ?? '', kind: 'hard', status: '5.1.1' });
  expect((await world.owner.query('select from mail_block')).rowCount).toBe(1);
});
