import type { HostPass } from '../src/features/party/rules.ts';
import { ellie, linkTo, luka, makeClass, makeParty, noor, signIn } from './people.ts';
import { hidden, type Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** Ellie’s party on Saturday the 12th, 15:00 to 17:00: Luka comes with a grown-up and a sibling, Noor does not. */
export async function atTheDoor(world: World, moment = '2026-12-12T15:00:00Z') {
  const class1b = await makeClass(world);
  const host = await makeParty(world, class1b);
  await world.work();
  const guest = world.visitor();
  const page = await guest.post(await linkTo(world, luka.address), { a: 'yes' });
  const child = hidden(page.html, 'child');
  await guest.post(`${page.path}/details`, {
    grownUps: '1',
    siblings: '1',
    staying: 'stay',
    [`food-${child}`]: 'No nuts',
  });
  await world.visitor().post(await linkTo(world, noor.address), { a: 'no' });
  await world.work();
  const maya = await signedIn(world, ellie.address);
  world.pass(world.platform.clock().until(Temporal.Instant.from(moment)));
  return {
    class1b,
    host,
    maya,
    guest,
    child,
    at: `/parties/${host.party}`,
    door: `/parties/${host.party}/arrivals`,
  };
}

export async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

/** A family nearby that would come, and waits. */
export async function offerToCome(world: World, { circle, party }: HostPass): Promise<void> {
  const on = [circle, party];
  await world.owner.query(
    `insert into door_call (circle_id, party_id, places, lasts, child_name, age, loves, along, first_come, opened_at)
     values ($1, $2, 8, 'end', 'Ellie', 5, 'bubbles', 'family', false, now())`,
    on,
  );
  await world.owner.query(
    `insert into door_asked
     select $1, gen_random_uuid(), $2, f.circle_id, f.id, 2, sha256(f.id::text::bytea), now() from family f
     where f.circle_id = $1 limit 1`,
    on,
  );
  await world.owner.query(
    `insert into door_offer (circle_id, asked_id, party_id, name, children, grown_ups, brings, words, starts_at, ends_at, offered_at)
     select a.circle_id, a.id, a.party_id, 'Kofi and two more', 2, 1, '', '', now(), now(), now() from door_asked a
     where a.circle_id = $1 and a.party_id = $2`,
    on,
  );
}
