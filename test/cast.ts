import { hashToken, newId, newToken, sealId } from '../src/kernel/id.ts';
import { eraseToken, joinToken, leaveToken } from '../src/features/circle/actions.ts';
import { callToken } from '../src/features/door/actions.ts';
import { feedToken } from '../src/features/feed/actions.ts';
import { openStreet, streetToken } from '../src/features/street/actions.ts';
import { withPasskey } from './passkeys.ts';
import { plantedToken, plantRows } from './planted.ts';
import { ellie, keeper, linkTo, luka, makeClass, makePartyOf, signIn, type Person } from './people.ts';
import type { Ids } from './every-route.ts';
import type { Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** Who may come to an address; each is tried at each. */
export const roles = [
  'nobody',
  'stranger',
  'guest',
  'invited family',
  'guest of another party',
  'other household',
  'uninvited family',
  'host',
  'co-host',
  'keeper',
  'keeper elsewhere',
  'school staff',
  'reader',
] as const;
export type Role = (typeof roles)[number];

/** Of one circle everything that an address can name; `elsewhere` the same of a circle where nobody of them is at home. */
export type Cast = { visitors: Record<Role, Visitor>; ids: Ids; elsewhere: Ids };

const noor = { child: 'Noor', adult: 'Karim', address: 'karim@families.example' };
const zofia = { child: 'Zofia', adult: 'Ewa', address: 'ewa@families.example' };
const class1b: Person[] = [ellie, luka, noor, zofia];
const ana = { child: 'Ana', adult: 'Rosa', address: 'rosa@elsewhere.example' };
const ben = { child: 'Ben', adult: 'Joe', address: 'joe@elsewhere.example' };
const [petra, dora, sevgi] = ['petra@families.example', 'dora@families.example', 'sevgi@street.example'];
const office = 'office@school.example';

/** A class in which there is something to find everywhere, and somebody in each role. */
export async function makeCast(world: World): Promise<Cast> {
  const { platform } = world;
  const class2a = await makeClass(world, [ana, ben], 'Class 2A', 'bo@elsewhere.example');
  const circle = await makeClass(world, class1b);
  const signedIn = async (address: string): Promise<Visitor> => {
    const visitor = world.visitor();
    await signIn(world, visitor, address);
    return visitor;
  };
  const anjali = await signedIn(keeper);
  const [lukas] = (
    await world.owner.query<{ id: string }>("select id from child where circle_id = $1 and name = 'Luka'", [
      circle.circle,
    ])
  ).rows;
  const second = { shared: lukas?.id ?? '', 'adult-name-1': 'Petra', 'adult-address-1': petra };
  const added = await anjali.post(`/circles/${circle.circle}/families`, second);
  if (added.status !== 200) throw new Error('Luka has one home only');
  const host = await makePartyOf(world, circle, ellie, { guests: ['Luka'] });
  await makePartyOf(world, circle, noor, { guests: ['Zofia'] });
  const theirs = await makePartyOf(world, class2a, ana, { guests: ['Ben'] });
  await world.work();
  const byLink = async (address: string): Promise<Visitor> => {
    const visitor = world.visitor();
    await visitor.post(await linkTo(world, address));
    return visitor;
  };
  const maya = await signedIn(ellie.address);
  await maya.post(`/parties/${host.party}/co-hosts`, { address: dora });
  await maya.post(`/parties/${host.party}/joint-offers`, { child: lukas?.id ?? '' });
  const seen = await world.visitor().post(`/join/${joinToken(platform.key, circle.circle, 1)}`, {
    children: 'Ibo',
    'adult-name-1': 'Sevgi',
  });
  if (seen.status !== 200) throw new Error('nobody could ask to join');
  await plantRows(world, circle.circle);
  await plantRows(world, class2a.circle);
  const schoolOf = (of: string): Promise<string> =>
    one(world, 'select id from school where code_hash = sha256($1::uuid::text::bytea)', of);
  const school = await schoolOf(circle.circle);
  await world.owner.query('update staff set address = $1 where school_id = $2', [office, school]);
  await world.owner.query('update circle set school_id = $1, school_since = now() where id = $2', [
    school,
    circle.circle,
  ]);
  await openStreet(platform, host, 'Come and sing');
  const call = callToken(
    platform.key,
    await one(world, 'select id from door_asked where circle_id = $1', circle.circle),
  );
  await world.owner.query('update door_asked set link_hash = $1 where circle_id = $2', [
    hashToken(call),
    circle.circle,
  ]);
  const guest = await byLink(luka.address);
  const reader = world.visitor();
  await reader.post(`/r/${plantedToken('r', circle.circle)}`);
  const elsewhere = await signedIn(sevgi);
  const street = { name: 'Oak Street', place: 'Leeds', zone: 'Europe/London', language: 'en' };
  await elsewhere.post('/circles', street);
  const invited = world.visitor();
  const ivan = await signIn(world, invited, luka.address);
  const visitors: Record<Role, Visitor> = {
    nobody: world.visitor(),
    stranger: await signedIn('stranger@elsewhere.example'),
    guest,
    'invited family': invited,
    'guest of another party': await byLink(zofia.address),
    'other household': await signedIn(petra),
    'uninvited family': await signedIn(noor.address),
    host: maya,
    'co-host': await signedIn(dora),
    keeper: await withPasskey(world, keeper),
    'keeper elsewhere': elsewhere,
    'school staff': await withPasskey(world, office),
    reader,
  };
  await invited.post('/calendar');
  const link = await linkTo(world, luka.address);
  const at = (table: string, of: string): Promise<string> =>
    one(world, `select id from ${table} where circle_id = $1 limit 1`, of);
  const below = async (
    of: string,
    families: Map<string, string>,
    child: string,
    party: string,
  ): Promise<Ids> => ({
    circle: of,
    family: families.get(child) ?? '',
    group: await at('circle_group', of),
    party,
    envelope: await one(
      world,
      'select id from envelope where party_id = $1 and family_id = $2',
      party,
      families.get(child) ?? '',
    ),
    offer: await at('address_offer', of),
    asking: await at('joint_offer', of),
    wall: await at('wall', of),
    school: await schoolOf(of),
    member: await one(world, 'select id from staff where school_id = $1', await schoolOf(of)),
    keeper: await one(world, 'select account_id as id from keeper where circle_id = $1', of),
    card: await at('wall_card', of),
  });
  return {
    visitors,
    ids: {
      ...(await below(circle.circle, circle.families, 'Luka', host.party)),
      request: await one(world, 'select id from join_request where circle_id = $1', circle.circle),
      passkey: await one(
        world,
        'select p.id from passkey p join account a on a.id = p.account_id where a.address = $1',
        keeper,
      ),
      session: await one(world, 'select id from session where account_id = $1', ivan.account),
      id: await one(world, 'select id from mailbox_message limit 1'),
      i: link.slice('/i/'.length),
      join: joinToken(platform.key, circle.circle, 1),
      erase: eraseToken(platform.key, circle.families.get('Luka') ?? '', luka.address),
      leave: leaveToken(platform.key, circle.families.get('Luka') ?? ''),
      calendar: `${feedToken(platform.key, ivan.account, 1)}.ics`,
      u: sealId(platform.key, 'unsubscribe', newId()),
      street: streetToken(
        platform.key,
        await one(world, 'select id from street where party_id = $1', host.party),
        2,
      ),
      door: call,
      r: plantedToken('r', circle.circle),
      w: plantedToken('w', circle.circle),
    },
    elsewhere: await below(class2a.circle, class2a.families, 'Ben', theirs.party),
  };
}

/** The same names, and nothing behind them. */
export function idsOfNothing(ids: Ids): Ids {
  return Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [name, /^[0-9a-f]{8}-/.test(id) ? newId() : newToken()]),
  );
}

async function one(world: World, query: string, ...values: string[]): Promise<string> {
  const id = (await world.owner.query<{ id: string }>(query, values)).rows[0]?.id;
  if (id === undefined) throw new Error(`there is nothing: ${query}`);
  return id;
}
