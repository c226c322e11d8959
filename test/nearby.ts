import { mintFamilyPass } from '../src/features/circle/gate.ts';
import { findFamilyOf } from '../src/features/circle/store.ts';
import { joinToken } from '../src/features/circle/actions.ts';
import { openAccount } from '../src/features/account/actions.ts';
import { mintAccountPass } from '../src/features/account/gate.ts';
import {
  agreeToNeighbour,
  askNeighbour,
  placeCircle,
  wishToBeAsked,
} from '../src/features/nearby/actions.ts';
import { cellOf, type Wish } from '../src/features/nearby/rules.ts';
import { inCircle } from '../src/platform/database/database.ts';
import { makeClass, makeParty, type Class, type Person } from './people.ts';
import type { World } from './world.ts';

/** Oak Street, where the class is. */
export const oakStreet = { latitude: 53.8, longitude: -1.55 };

/** What a host says who opens the door, as it is typed. */
export const opening = {
  places: '8',
  lasts: 'end',
  childName: 'Ellie',
  age: '5',
  loves: 'dinosaurs',
  along: 'family',
};

/** What a family says that would come, as it is typed. */
export const offering = { revision: '0', name: 'Ada', children: '1', grownUps: '1', brings: '', words: '' };

const anyTime: Wish = {
  radius: 5,
  north: 0,
  east: 0,
  days: [1, 2, 3, 4, 5, 6, 7],
  parts: ['morning', 'afternoon', 'evening'],
  youngest: 4,
  oldest: 6,
};

/** A family would like to be asked. */
export async function wishToCome(
  { platform }: World,
  { circle }: Class,
  address: string,
  wish: Partial<Wish> = {},
): Promise<void> {
  const family = await inCircle(platform.db, circle, (tx) => findFamilyOf(tx, circle, address));
  const account = mintAccountPass(
    await openAccount(platform.db, address, 'en', platform.clock()),
    address,
    '',
  );
  await wishToBeAsked(platform, mintFamilyPass(circle, family ?? '', account), { ...anyTime, ...wish });
}

/** Two keepers agree to be neighbours. */
export async function beNeighbours({ platform }: World, one: Class, other: Class): Promise<void> {
  await askNeighbour(platform, one.keeper, `/join/${joinToken(platform.key, other.circle, 1)}`);
  await agreeToNeighbour(platform, other.keeper, one.circle);
}

/** Says where a circle is, so many kilometres north of Oak Street. */
export async function settle({ platform }: World, of: Class, north = 0): Promise<void> {
  const { latitude, longitude } = oakStreet;
  await placeCircle(platform, of.keeper, cellOf({ latitude: latitude + north / 111.195, longitude }));
}

/** So many families of a street next door to the class, who would all like to be asked. */
export async function makeStreet(
  world: World,
  class1b: Class,
  size: number,
  { north = 0, wish = {} }: { north?: number; wish?: Partial<Wish> } = {},
): Promise<{ street: Class; addresses: string[] }> {
  const people = Array.from({ length: size }, (_, place) => ({
    child: `Child${place}`,
    adult: `Adult${place}`,
    address: `f${place}@street.example`,
  }));
  const street = await makeClass(world, people satisfies Person[], 'Plantedstreet');
  for (const { address } of people) await wishToCome(world, street, address, wish);
  await settle(world, class1b);
  await settle(world, street, north);
  return { street, addresses: people.map(({ address }) => address) };
}

/** The link of the newest call to an address, as its path. */
export async function callTo(world: World, address: string): Promise<string> {
  const mails = await world.mails(address);
  const link = mails.toReversed().flatMap(({ text }) => /\/door\/[\w-]{22}/.exec(text)?.[0] ?? [])[0];
  if (link === undefined) throw new Error(`no call was sent to ${address}`);
  return link;
}

/** Ellie's party with a street of willing families beside it, and its host signed in. */
export async function makeOpenDoor(
  world: World,
  size: number,
  typed: Partial<typeof opening> & { firstCome?: string } = {},
) {
  const class1b = await makeClass(world);
  const { street, addresses } = await makeStreet(world, class1b, size);
  const host = await makeParty(world, class1b, ['Luka', 'Noor']);
  await world.work();
  return {
    class1b,
    street,
    addresses,
    host,
    at: `/parties/${host.party}/door`,
    typed: { ...opening, ...typed },
  };
}
