import { openSealedId } from '../../kernel/id.ts';
import { inCircle, inTransaction, type Database, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import {
  blockOther,
  findRecipient,
  isOtherBlocked,
  isSilenced,
  silence,
  unblockOther,
  unsilence,
} from '../../platform/mail/returns.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import { listEntries, listFamiliesOf } from '../circle/store.ts';
import type { PlannedParty } from '../party/rules.ts';
import { everywhereKinds, isLeftInPeace, type EverywhereKind, type Wish, type WishKind } from './rules.ts';
import {
  deleteEverywhere,
  deleteOldEverything,
  deletePeace,
  listEverywhere,
  listPeace,
  listWishes,
  saveEverywhere,
  savePeace,
  type NewWish,
  type OfFamily,
} from './store.ts';

/**
 * The families that are to hear nothing of a party. Asked when its envelopes leave, and never when its list is judged:
 * nothing can be learnt from a judgement.
 */
export async function listFamiliesInPeace(tx: Scoped, party: PlannedParty): Promise<Set<string>> {
  const wishes = await listWishes(tx, party.circle);
  if (wishes.size === 0) return new Set();
  const of = { hosts: party.families, kind: party.plan.kind };
  return new Set([...wishes].filter(([, asked]) => isLeftInPeace(asked, of)).map(([family]) => family));
}

/** Whether one of two families that would give a party together asked to be left in peace by the other. */
export async function areApart(
  tx: Scoped,
  one: Pick<PlannedParty, 'circle' | 'families'>,
  other: Pick<PlannedParty, 'families'>,
): Promise<boolean> {
  const wishes = await listWishes(tx, one.circle);
  const wants = (families: readonly string[], hosts: readonly string[]): boolean =>
    families.some((family) =>
      wishes.get(family)?.some((wish) => wish.kind === 'host' && hosts.includes(wish.host)),
    );
  return wants(one.families, other.families) || wants(other.families, one.families);
}

/** A family of a circle asks to be left in peace, or to be asked again; what is on its way follows by a job. */
export function changePeace(
  platform: Pick<Platform, 'db' | 'clock'>,
  of: OfFamily,
  wish: NewWish,
  peace: boolean,
): Promise<void> {
  return changeWishes(platform, of, [wish], peace);
}

/** The same from an invitation: by its hosts, by birthdays, or by the circle. */
export function changePeaceFrom(
  platform: Pick<Platform, 'db' | 'clock'>,
  of: OfFamily,
  party: Pick<PlannedParty, 'families'>,
  kind: WishKind,
  peace: boolean,
): Promise<void> {
  const hosts = kind === 'host' ? party.families : [null];
  return changeWishes(
    platform,
    of,
    hosts.map((host) => ({ kind, host })),
    peace,
  );
}

async function changeWishes(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  of: OfFamily,
  wishes: readonly NewWish[],
  peace: boolean,
): Promise<void> {
  await inCircle(db, of.circle, async (tx) => {
    for (const wish of wishes) await (peace ? savePeace(tx, of, wish, clock()) : deletePeace(tx, of, wish));
    await tellOfChange(tx, of);
  });
}

/** An adult asks for it in all circles, those included that are still to come. */
export async function changePeaceEverywhere(
  platform: Platform,
  pass: AccountPass,
  kind: EverywhereKind,
  peace: boolean,
): Promise<void> {
  if (kind === 'everything') return changeSilence(platform, pass, peace);
  const { db, clock } = platform;
  const entries = await listEntries(db, pass);
  await inTransaction(db, async (tx) => {
    await (peace ? saveEverywhere(tx, pass, kind, clock()) : deleteEverywhere(tx, pass, kind));
    for (const { circle, family } of entries) if (family) await tellOfChange(tx, { circle, family });
  });
}

// Everything is asked for by an address, whether it has an account or not, and outlives both: only its keyed hash is kept.
async function changeSilence(
  { db, key, clock }: Platform,
  { address }: Pick<AccountPass, 'address'>,
  peace: boolean,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (peace) await silence(tx, key, address, 'peace', clock());
    else {
      await unsilence(tx, key, address);
      await deleteOldEverything(tx, address);
    }
    for (const of of await listFamiliesOf(tx, address)) await tellOfChange(tx, of);
  });
}

/**
 * Whoever got an invitation wants none, in no circle; whoever got another mail wants no other either, but codes. What leads
 * nowhere does nothing, and looks the same.
 */
export async function unsubscribe(platform: Platform, token: string): Promise<void> {
  const mail = openSealedId(platform.key, 'unsubscribe', token);
  if (mail === null) return;
  const invited = await findRecipient(platform, mail);
  if (invited) await changeSilence(platform, invited, true);
  else await blockOther(platform, mail);
}

// Rooms below look at what is on its way to the family.
async function tellOfChange(tx: Database | Scoped, { circle, family }: OfFamily): Promise<void> {
  await enqueue(tx, 'peace.changed', { circle, family }, { key: `peace.changed:${family}` });
}

export type CirclePeace = { circle: string; name: string; wishes: (Wish & { children: string[] })[] };

export type PeaceSheet = {
  everywhere: EverywhereKind[];
  circles: CirclePeace[];
  /** Whether no mail but invitations goes to the address. */
  noOther: boolean;
};

/** What an adult has asked for, and what its families have. Nobody else ever sees it. */
export async function lookAtPeace({ db, key }: Platform, pass: AccountPass): Promise<PeaceSheet> {
  const circles: CirclePeace[] = [];
  for (const { circle, name, family } of await listEntries(db, pass))
    if (family)
      circles.push({
        circle,
        name,
        wishes: await inCircle(db, circle, (tx) => listPeace(tx, { circle, family })),
      });
  const everywhere = new Set<EverywhereKind>(await listEverywhere(db, pass));
  if (await isSilenced(db, key, pass.address)) everywhere.add('everything');
  return {
    everywhere: everywhereKinds.filter((kind) => everywhere.has(kind)),
    circles,
    noOther: await isOtherBlocked(db, key, pass.address),
  };
}

/** All mail goes to the address again, as before somebody pressed "no more mail" in one. */
export async function takeOther(platform: Platform, { address }: AccountPass): Promise<void> {
  await unblockOther(platform, address);
}
