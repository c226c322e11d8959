import { describe, expect, it } from 'vitest';
import { makeOpenDoor, offering, opening } from '../../../test/nearby.ts';
import { ellie, luka, makePartyOf, signIn } from '../../../test/people.ts';
import { hidden, type Visitor } from '../../../test/visitor.ts';
import { openWorld, type World } from '../../../test/world.ts';
import { askHosts, wishToShare } from '../joint/actions.ts';

type Typed = Partial<typeof opening> & { firstCome?: string };

async function signedIn(world: World, address: string): Promise<Visitor> {
  const visitor = world.visitor();
  await signIn(world, visitor, address);
  return visitor;
}

/** Ellie’s party and Luka’s on one afternoon, a street that both have asked, and the press that makes them one with Ellie’s plan. */
async function twoDoors(world: World, size: number, ellies: Typed | null, lukas: Typed) {
  const { class1b, host, at, typed } = await makeOpenDoor(world, size, ellies ?? {});
  const other = await makePartyOf(world, class1b, luka, {
    guests: ['Noor', 'Goran'],
    plan: { title: 'Luka is turning six', starts: '14:00', ends: '16:00', address: '7 Oak Street' },
  });
  await world.work();
  const [maya, ivan] = [await signedIn(world, ellie.address), await signedIn(world, luka.address)];
  if (ellies) await maya.post(at, typed);
  await ivan.post(`/parties/${other.party}/door`, { ...opening, childName: 'Luka', ...lukas });
  await world.work();
  const unite = async (): Promise<void> => {
    await wishToShare(world.platform, host);
    await wishToShare(world.platform, other);
    expect((await askHosts(world.platform, host, other.party)).ok).toBe(true);
    const { rows } = await world.owner.query<{ id: string }>('select id from joint_offer');
    const page = `/joint-offers/${rows[0]?.id}`;
    const { html } = await ivan.get(page);
    const made = await ivan.post(page, { says: 'yes', mark: hidden(html, 'mark') });
    expect(made.path).toBe(`/parties/${host.party}`);
    await world.work();
  };
  return { host, other, at, maya, ivan, unite };
}

/** The family of that number says to the call of that child that it would come. */
async function offer(world: World, place: number, child: 'Ellie' | 'Luka', children = '1') {
  const calls = await world.mails(`f${place}@street.example`);
  const call = calls.find(({ subject }) => plain(subject).startsWith(`${child} is turning`));
  const link = /\/door\/[\w-]{22}/.exec(call?.text ?? '')?.[0] ?? '';
  const visitor = world.visitor();
  await visitor.post(link, { ...offering, name: `Family ${place}`, children });
  return { visitor, link };
}

async function offers(world: World): Promise<{ name: string; party: string; placed: boolean }[]> {
  const { rows } = await world.owner.query<{ name: string; party: string; placed: boolean }>(
    'select name, party_id as party, placed_at is not null as placed from door_offer order by name',
  );
  return rows;
}

// Names in a sentence are kept apart from its direction.
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

const newest = async (world: World, place: number) =>
  (await world.mails(`f${place}@street.example`)).findLast(({ subject }) => !subject.includes('is turning'));

describe('two parties become one, and so do their doors', () => {
  it('a family that both have asked keeps its place, wherever it has one', async () => {
    const world = await openWorld();
    const first = { places: '1', firstCome: 'yes' };
    const { host, unite, at, maya } = await twoDoors(world, 3, first, first);
    // One has a place at the party that goes, another at the one that stays and waits at the other; a third waits there.
    const zero = await offer(world, 0, 'Luka');
    const one = await offer(world, 1, 'Ellie');
    await offer(world, 1, 'Luka');
    await offer(world, 2, 'Luka');
    await unite();
    expect(await offers(world)).toEqual([
      { name: 'Family 0', party: host.party, placed: true },
      { name: 'Family 1', party: host.party, placed: true },
      { name: 'Family 2', party: host.party, placed: false },
    ]);
    for (const { visitor, link } of [zero, one]) {
      const page = await visitor.get(link);
      expect(page.text).toContain('You have a place.');
      expect(page.text).toContain('12 Maple Street');
    }
    for (const place of [0, 1]) expect((await newest(world, place))?.text).toContain('12 Maple Street');
    expect((await newest(world, 2))?.text).not.toContain('Maple');
    expect((await maya.get(at)).text).toContain('2 children come by the open door. There is room for 2.');
  });

  it('and so it does where only the party that goes has a door', async () => {
    const world = await openWorld();
    const { host, unite } = await twoDoors(world, 2, null, { places: '1', firstCome: 'yes' });
    await offer(world, 0, 'Luka');
    await offer(world, 1, 'Luka');
    await unite();
    expect((await offers(world)).map(({ party, placed }) => [party, placed])).toEqual([
      [host.party, true],
      [host.party, false],
    ]);
    expect((await newest(world, 0))?.text).toContain('12 Maple Street');
    const waits = await newest(world, 1);
    expect(waits?.subject).toContain('New time');
    expect(waits?.text).not.toMatch(/Oak|Maple/);
  });

  it('what is free at the one is for who waits at the other', async () => {
    const world = await openWorld();
    const { unite } = await twoDoors(
      world,
      2,
      { places: '1', firstCome: 'yes' },
      { places: '3', firstCome: 'yes' },
    );
    await offer(world, 0, 'Ellie');
    await offer(world, 1, 'Ellie', '2');
    expect((await offers(world)).map(({ placed }) => placed)).toEqual([true, false]);
    await unite();
    expect((await offers(world)).map(({ placed }) => placed)).toEqual([true, true]);
    expect((await newest(world, 1))?.text).toContain('12 Maple Street');
  });

  it('and a door that was closed brings those who have a place, and nobody else', async () => {
    const world = await openWorld();
    const { unite, ivan, other, at, maya } = await twoDoors(
      world,
      2,
      { places: '1', firstCome: 'yes' },
      { places: '8', firstCome: 'yes' },
    );
    await offer(world, 0, 'Luka', '2');
    await ivan.post(`/parties/${other.party}/door/closings`);
    await unite();
    expect((await maya.get(at)).text).toContain('2 children come by the open door. There is room for 3.');
  });
});
