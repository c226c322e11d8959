import { isId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, inOwnersTransaction, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import { hashAddress } from '../../platform/mail/addresses.ts';
import { silence } from '../../platform/mail/returns.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import type { KeeperPass } from '../circle/rules.ts';
import { findFamily, holdRoster, listEntries, listFamiliesOf } from '../circle/store.ts';
import { takeOfferBack } from '../door/actions.ts';
import { mintCallPass } from '../door/gate.ts';
import { markQuietTold } from '../invitation/actions.ts';
import { announceToGuests } from '../notice/actions.ts';
import { callOff } from '../party/actions.ts';
import { isDue, lookAgain, type What } from './rules.ts';
import {
  countOnPaper,
  eraseAddress,
  eraseMarked,
  eraseRows,
  isLeftAlone,
  listAddresses,
  listAddressMarks,
  listAhead,
  listErasures,
  listKept,
  listOffersOf,
  type Hosting,
} from './store.ts';

export type OwnChild = { circle: string; circleName: string; id: string; name: string };

/** What an adult sees before it erases: its children, and how many of its guests no mail of ours can reach. */
export type Own = { children: OwnChild[]; onPaper: number };

export async function lookAtOwn({ db, clock }: Platform, pass: AccountPass): Promise<Own> {
  const own: Own = { children: [], onPaper: 0 };
  for (const { circle, name: circleName, family } of await listEntries(db, pass)) {
    if (family === null) continue;
    await inCircle(db, circle, async (tx) => {
      const known = await findFamily(tx, { circle }, family);
      own.children.push(...(known?.children ?? []).map(({ id, name }) => ({ circle, circleName, id, name })));
      own.onPaper += await countOnPaper(tx, circle, await listAhead(tx, { circle, family }, clock()));
    });
  }
  return own;
}

/**
 * A person whose address is proven erases what is its own, without asking anybody: all of it in one transaction. Parties
 * that guests wait for are called off, and their guests are told before the rest of them goes. `never`: nothing from us
 * reaches the address again, whoever writes it down.
 */
export async function erase(
  platform: Platform,
  address: string,
  what: What,
  never = false,
): Promise<Result<null, 'gone'>> {
  if (what.kind === 'child') return eraseChild(platform, address, what, never);
  const { db, owner, key, clock, news } = platform;
  const homes = await listFamiliesOf(db, address);
  const going = homes.filter(({ others }) => what.kind === 'family' || !others);
  const kept = await listKept(owner, address);
  for (const home of going) await giveBackPlaces(platform, home);
  const now = clock();
  const circles = [...new Set([...homes.map(({ circle }) => circle), ...kept])].toSorted();
  const pages = await inCircles(db, circles, async (tx) => {
    const changed: string[] = [];
    // The rosters first, in one order, as everybody takes them.
    for (const circle of circles) await holdRoster(tx, { circle }, 'change');
    for (const { circle, family } of going)
      changed.push(...(await eraseIn(platform, tx, { circle, family }, now)));
    for (const circle of kept)
      if (await isLeftAlone(tx, circle)) changed.push(...(await eraseIn(platform, tx, { circle }, now)));
    await eraseAddress(tx, address, hashAddress(key, address), now);
    await forgetSoon(tx, now);
    if (never) await silence(tx, key, address, 'never', now);
    return changed;
  });
  for (const page of new Set(pages)) news.tell(page);
  return ok(null);
}

// Whoever waits at an open door moves up, as when an offer is taken back.
async function giveBackPlaces(platform: Platform, of: Pick<Hosting, 'circle' | 'family'>): Promise<void> {
  for (const offer of await listOffersOf(platform.owner, of))
    await takeOfferBack(platform, mintCallPass(offer));
}

async function eraseChild(
  platform: Platform,
  address: string,
  of: { circle: string; child: string },
  never: boolean,
): Promise<Result<null, 'gone'>> {
  if (!isId(of.circle)) return refuse('gone');
  const { db, key, clock, news } = platform;
  const now = clock();
  const home = await inCircle(db, of.circle, (tx) => findGoing(tx, address, of));
  // An offer is a family's: with its last child it goes.
  if (home && home.child === undefined) await giveBackPlaces(platform, home);
  const pages = await inCircle(db, of.circle, async (tx) => {
    await holdRoster(tx, of, 'change');
    const going = await findGoing(tx, address, of);
    if (!going) return null;
    const changed = await eraseIn(platform, tx, going, now);
    if (never) await silence(tx, key, address, 'never', now);
    return changed;
  });
  if (!pages) return refuse('gone');
  for (const page of new Set(pages)) news.tell(page);
  return ok(null);
}

// The last child of a family takes the family along: there is nobody left in it who could be invited.
async function findGoing(
  tx: Scoped,
  address: string,
  { circle, child }: { circle: string; child: string },
): Promise<{ circle: string; family: string; child?: string } | null> {
  for (const home of await listFamiliesOf(tx, address)) {
    if (home.circle !== circle) continue;
    const children = (await findFamily(tx, { circle }, home.family))?.children ?? [];
    if (!children.some(({ id }) => id === child)) continue;
    return { circle, family: home.family, ...(children.length > 1 ? { child } : {}) };
  }
  return null;
}

/** A keeper erases a circle: its parties are called off, and it goes when their guests are told. */
export async function eraseCircle(platform: Platform, { circle }: Pick<KeeperPass, 'circle'>): Promise<void> {
  const { db, clock, news } = platform;
  await giveBackPlaces(platform, { circle });
  const pages = await inCircle(db, circle, async (tx) => {
    await holdRoster(tx, { circle }, 'change');
    return eraseIn(platform, tx, { circle }, clock());
  });
  for (const page of new Set(pages)) news.tell(page);
}

async function eraseIn(
  platform: Platform,
  tx: Scoped,
  of: Hosting,
  now: Temporal.Instant,
): Promise<string[]> {
  for (const party of await listAhead(tx, of, now)) {
    const on = { circle: of.circle, party };
    const off = await callOff(tx, on, now);
    if (!off.ok || !off.value.postedAt) continue;
    await markQuietTold(tx, on, now);
    await announceToGuests(platform, tx, on);
  }
  const pages = await eraseRows(tx, of, now, false);
  await forgetSoon(tx, now);
  for (const { id, family, child } of await listErasures(tx, of.circle))
    if (family === (of.family ?? null) && child === (of.child ?? null))
      await lookLater(tx, of.circle, id, now);
  return pages;
}

// The room that lets things die also lets the database forget the values that it has sampled.
async function forgetSoon(tx: Scoped, now: Temporal.Instant): Promise<void> {
  await enqueue(tx, 'retention.forget', {}, { due: now.add({ minutes: 1 }), key: 'retention.forget' });
}

async function lookLater(tx: Scoped, circle: string, erasure: string, now: Temporal.Instant): Promise<void> {
  const due = now.add(lookAgain);
  await enqueue(tx, 'erasure.finish', { circle, erasure }, { due, key: `erasure.finish:${erasure}` });
}

/** What was left until its guests were told goes; when they cannot be told, after three days all the same. */
export async function finishErasure(platform: Platform, circle: string, id: string): Promise<void> {
  const { db, clock, news } = platform;
  const now = clock();
  const pages = await inCircle(db, circle, async (tx) => {
    await holdRoster(tx, { circle }, 'change');
    const erasure = (await listErasures(tx, circle)).find((one) => one.id === id);
    if (!erasure) return [];
    const { family, child, askedAt } = erasure;
    const of = { circle, ...(family ? { family } : {}), ...(child ? { child } : {}) };
    const changed = await eraseRows(tx, of, now, isDue(askedAt, now));
    await forgetSoon(tx, now);
    if ((await listErasures(tx, circle)).some((one) => one.id === id)) await lookLater(tx, circle, id, now);
    return changed;
  });
  for (const page of new Set(pages)) news.tell(page);
}

// An erasure that was under way when the backup was made is not in it: its mark may be a little older.
const underWay = Temporal.Duration.from({ minutes: 10 });

/**
 * After a restore of what stood at `made`: erases again what the marks say was erased since, in one transaction and
 * silently, for its guests were told when it was. Who came back before that stays. Gives back how many things went.
 */
export async function eraseAgain(
  { owner, key, clock }: Pick<Platform, 'owner' | 'key' | 'clock'>,
  made: Temporal.Instant,
): Promise<number> {
  const since = made.subtract(underWay);
  const marks = await listAddressMarks(owner, since);
  const gone = (await listAddresses(owner))
    .map((address) => ({ address, hash: hashAddress(key, address) }))
    .filter(({ hash }) => marks.has(hash.toString('hex')));
  return inOwnersTransaction(owner, (client) =>
    eraseMarked(
      client,
      gone.map(({ address }) => address),
      gone.map(({ hash }) => hash),
      { since, now: clock() },
    ),
  );
}
