import { asCode, deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import { sayIn, type Say } from '../../platform/language/say.ts';
import { hashAddress } from '../../platform/mail/addresses.ts';
import type { Letter, Mail } from '../../platform/mail/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { openAccount } from '../account/actions.ts';
import type { AccountPass } from '../account/rules.ts';
import { anotherYear, isPaper, lookedAt, mostChildren, mostKeepers } from './rules.ts';
import type { Adult, Child, Circle, FamilyPlan, KeeperPass, LookRole, Takes } from './rules.ts';
import {
  buryLeft,
  deleteKeeper,
  findFamily,
  findFamilyOf,
  getCircle,
  getYear,
  holdRoster,
  letGo,
  listChildren,
  listUnknown,
  listKeepers,
  saveAdults,
  saveChildren,
  saveCircle,
  saveFamily,
  saveHousehold,
  saveKnown,
  saveJoinVersion,
  saveKeeper,
  saveLeft,
  saveLook,
  saveOffer,
  saveRegion,
  saveSchoolOf,
  saveTakes,
  saveYear,
  takeOffer,
  type Known,
} from './store.ts';

/** The link by which families ask to join; a new version makes the old link nothing. */
export function joinToken(key: Buffer, circle: string, version: number): string {
  return deriveToken(key, 'join', circle, String(version));
}

/** The link in every first mail: one button takes the family out, without an account. */
export function leaveToken(key: Buffer, family: string): string {
  return deriveToken(key, 'leave', family);
}

/** The link in a first mail by which its address can have everything deleted, without an account; a code goes there first. */
export function eraseToken(key: Buffer, family: string, address: string): string {
  return deriveToken(key, 'erase', family, address);
}

type NewCircle = Omit<Circle, 'id' | 'madeUp'> & { madeUp?: boolean };

export async function startCircle(
  { db, clock, ring }: Platform,
  keeper: AccountPass,
  plan: NewCircle,
): Promise<string> {
  const id = newId();
  const joinHash = hashToken(joinToken(ring.current, id, 1));
  await inCircle(db, id, (tx) =>
    saveCircle(tx, { id, madeUp: false, ...plan, joinHash, now: clock(), keeper: keeper.account }),
  );
  return id;
}

export async function renewJoinLink({ db, ring }: Platform, pass: KeeperPass): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    const { joinVersion } = await getCircle(tx, pass);
    const token = joinToken(ring.current, pass.circle, joinVersion + 1);
    await saveJoinVersion(tx, pass, joinVersion + 1, hashToken(token));
  });
}

/** Notes that somebody looked at the names of a circle: who, by a mark that says it of nobody once the account is gone. */
export async function noteLook(
  { db, clock, key }: Platform,
  { circle, account }: { circle: string; account: string },
  role: LookRole,
): Promise<void> {
  const mark = asCode(deriveToken(key, 'look', circle, account));
  await inCircle(db, circle, (tx) =>
    saveLook(tx, { circle }, { mark, role, account, at: lookedAt(clock()) }),
  );
}

export type KeeperRefusal = 'keeper_unknown' | 'keeper_already' | 'too_many_keepers' | 'last_keeper';

/** Somebody keeps the circle too: an adult of one of its families, by the address that it is known by. */
export async function addKeeper(
  { db, clock }: Platform,
  pass: KeeperPass,
  address: string,
): Promise<Result<null, KeeperRefusal>> {
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    if ((await findFamilyOf(tx, pass.circle, address)) === null) return refuse('keeper_unknown');
    if ((await listKeepers(tx, pass)).length >= mostKeepers) return refuse('too_many_keepers');
    const { language } = await getCircle(tx, pass);
    const account = await openAccount(tx, address, language, clock());
    if (!(await saveKeeper(tx, pass, account, clock()))) return refuse('keeper_already');
    await enqueue(tx, 'keepers.changed', { circle: pass.circle, keeper: account, change: newId() });
    return ok(null);
  });
}

/** Somebody keeps the circle no more, by their own hand or another keeper's; the last one stays. */
export async function removeKeeper(
  { db }: Platform,
  pass: KeeperPass,
  keeper: string,
): Promise<Result<null, 'last_keeper'>> {
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    const keepers = await listKeepers(tx, pass);
    if (keepers.length <= 1) return refuse('last_keeper');
    if (await deleteKeeper(tx, pass, keeper))
      await enqueue(tx, 'keepers.changed', { circle: pass.circle, keeper, change: newId() });
    return ok(null);
  });
}

/** In an open transaction: the circle asks a school, is under it from now on, or goes its own way. */
export async function putUnderSchool(
  tx: Scoped,
  pass: InCirclePass,
  school: string | null,
  since: Temporal.Instant | null = null,
): Promise<void> {
  await saveSchoolOf(tx, pass, school, since);
}

/** The holidays of this country, or part of one, count in the circle. */
export async function chooseRegion({ db }: Platform, pass: KeeperPass, region: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveRegion(tx, pass, region));
}

/** A keeper wants the circle for another year; what was asked is answered by it. */
export async function keepAnotherYear({ db }: Platform, pass: KeeperPass): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    const { endsOn, askedAt } = await getYear(tx, pass);
    // A press that comes twice is one year.
    if (askedAt !== null) await saveYear(tx, pass, anotherYear(endsOn));
  });
}

/** Adds a family by hand; its first mail tells it who gave its address. */
export async function addFamily(
  platform: Platform,
  pass: KeeperPass,
  plan: FamilyPlan,
): Promise<Result<string, 'circle_full'>> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'change');
    if ((await listChildren(tx, pass)).length + plan.added.length > mostChildren)
      return refuse('circle_full');
    return ok(await writeFamily(platform, tx, pass, { id: newId(), ...plan }));
  });
}

export async function changeFamily(
  platform: Platform,
  pass: KeeperPass,
  id: string,
  plan: FamilyPlan,
): Promise<Result<string, 'gone' | 'hosting'>> {
  return unlessHosting(() =>
    inCircle(platform.db, pass.circle, async (tx) => {
      await holdRoster(tx, pass, 'change');
      if (!(await findFamily(tx, pass, id))) return refuse('gone');
      return ok(await writeFamily(platform, tx, pass, { id, ...plan }));
    }),
  );
}

/**
 * A family leaves, in an open transaction: it is in no list any more, and loses what it has not answered with a yes.
 * Errors: the database's, when the family still has a party; see `unlessHosting`.
 */
export async function removeFamilyFrom(
  { clock, news }: Pick<Platform, 'clock' | 'news'>,
  tx: Scoped,
  pass: InCirclePass,
  family: string,
): Promise<void> {
  await holdRoster(tx, pass, 'change');
  await saveLeft(tx, pass, family, clock());
  await buryLeft(tx, family, clock());
  await news.tellWith(tx, await letGo(tx, pass, family, clock()));
}

/** A family that left is forgotten when its last yes has become a no. */
export async function forgetFamily(
  { db, clock, news }: Platform,
  circle: string,
  family: string,
): Promise<void> {
  const parties = await inCircle(db, circle, async (tx) => {
    await holdRoster(tx, { circle }, 'change');
    return letGo(tx, { circle }, family, clock());
  });
  for (const party of parties) news.tell(party);
}

type InCirclePass = { readonly circle: string };

/** Writes one family in an open transaction, and asks for its first mail unless it was told by other means. */
export async function writeFamily(
  { clock, key, ring, news }: Pick<Platform, 'clock' | 'key' | 'ring' | 'news'>,
  tx: Scoped,
  pass: InCirclePass,
  plan: FamilyPlan & { id: string; told?: boolean },
): Promise<string> {
  const now = clock();
  await holdRoster(tx, pass, 'change');
  const added: Child[] = plan.added.map((name) => ({ id: newId(), name }));
  const children = [...plan.kept, ...added];
  await saveFamily(tx, pass, {
    id: plan.id,
    language: plan.language,
    leaveHash: hashToken(leaveToken(ring.current, plan.id)),
    now,
  });
  if (plan.takes) await saveTakes(tx, pass, plan.id, plan.takes);
  const known = plan.adults.map((adult) => ({ ...adult, ...knownBy({ key, ring }, plan.id, adult.address) }));
  await saveAdults(tx, pass, plan.id, known);
  await saveChildren(tx, pass, children, now);
  await saveHousehold(
    tx,
    pass,
    plan.id,
    children.map(({ id }) => id),
  );
  // A child that is not of the family any more loses what was not answered for it.
  await news.tellWith(tx, await letGo(tx, pass, plan.id, now));
  const { id: family } = plan;
  const { circle } = pass;
  if (!isPaper(plan) && !plan.told)
    await enqueue(tx, 'family.introduce', { circle, family }, { key: `family.introduce:${family}` });
  // Rooms below invite it to what is ahead.
  await enqueue(tx, 'family.joined', { circle, family }, { key: `family.joined:${family}` });
  return family;
}

type Keys = Pick<Platform, 'key' | 'ring'>;

function knownBy({ key, ring }: Keys, family: string, address: string | null): Known {
  if (address === null) return { addressHash: null, eraseHash: null };
  return {
    addressHash: hashAddress(key, address),
    eraseHash: hashToken(eraseToken(ring.current, family, address)),
  };
}

/** Gives addresses from before there were hashes theirs. */
export async function knowAddresses({
  owner,
  key,
  ring,
}: Pick<Platform, 'owner' | 'key' | 'ring'>): Promise<void> {
  for (const { id, family, address } of await listUnknown(owner))
    await saveKnown(owner, id, knownBy({ key, ring }, family, address));
}

/** A family says by which ways it may be tried once more. */
export async function changeTakes(
  tx: Scoped,
  pass: InCirclePass,
  family: string,
  takes: Takes,
): Promise<void> {
  await saveTakes(tx, pass, family, takes);
}

const offersGathered = Temporal.Duration.from({ hours: 24 });

/**
 * A family without any address leaves one for next time. It waits for the keeper: a slip can be lost, and whoever
 * finds it must not get a child's invitations for good.
 */
export async function offerAddress(
  { db, clock }: Platform,
  pass: InCirclePass,
  family: string,
  address: string,
): Promise<Result<null, 'known'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const known = await findFamily(tx, pass, family);
    if (!known || !isPaper(known)) return refuse('known');
    const id = newId();
    const waited = await saveOffer(tx, pass, { id, family, address }, clock());
    // A mail at once would tell the keeper which family has just got an invitation: those of a day are one.
    const now = clock();
    const key = `address.offered:${pass.circle}:${now.toString().slice(0, 10)}`;
    const due = now.add(offersGathered);
    if (!waited) await enqueue(tx, 'address.offered', { circle: pass.circle, offer: id }, { due, key });
    return ok(null);
  });
}

/** The keeper knows the address: it is the family's from now on, and its first mail says who put it on the list. */
export async function acceptAddress(
  platform: Platform,
  pass: KeeperPass,
  offer: string,
): Promise<Result<null, 'gone'>> {
  return inCircle(platform.db, pass.circle, async (tx) => {
    // The household is read and written again as a whole: whoever else writes it waits.
    await holdRoster(tx, pass, 'change');
    const taken = await takeOffer(tx, pass, offer);
    const family = taken && (await findFamily(tx, pass, taken.family));
    const [first, ...others] = family?.adults ?? [];
    if (!taken || !family || !first) return refuse('gone');
    const adults = [{ ...first, address: taken.address }, ...others];
    await writeFamily(platform, tx, pass, { ...family, adults, kept: family.children, added: [] });
    return ok(null);
  });
}

export async function declineAddress({ db }: Platform, pass: KeeperPass, offer: string): Promise<void> {
  await inCircle(db, pass.circle, (tx) => takeOffer(tx, pass, offer));
}

/** Names why mails go out: what happens twice for the same reason is one mail to each address. */
export type Cause = { what: string; of: string[] };

type FamilyMail = Omit<Mail, 'to' | 'cause' | 'conversation' | 'calendar'> & {
  /** A calendar asks one person: its part is written for each address. */
  calendar?: (to: string) => NonNullable<Mail['calendar']>;
};

/** Writes the same mail to each address of a family, each once by its cause; tells to how many. */
export async function mailFamily(
  platform: Platform,
  adults: readonly Adult[],
  cause: Cause,
  mail: FamilyMail,
): Promise<number> {
  const mails = familyMails(platform, adults, cause, mail);
  await platform.mailer.write(mails);
  return mails.length;
}

/** The mails that `mailFamily` writes, for who writes those of many families at once. */
export function familyMails(
  { key }: Pick<Platform, 'key'>,
  adults: readonly Adult[],
  cause: Cause,
  { calendar, ...mail }: FamilyMail,
): Mail[] {
  const addresses = [...new Set(adults.flatMap(({ address }) => address ?? []))];
  return addresses.map((to) => {
    // All that a family hears of one party stands below its invitation.
    const begun = mail.about && {
      conversation: causeFor(key, { what: 'invitation', of: [mail.about.envelope] }, to),
    };
    const part = calendar && { calendar: calendar(to) };
    return { to, cause: causeFor(key, cause, to), ...begun, ...mail, ...part };
  });
}

/** Somebody who is written to by address, in the language that it chose. */
export type Reader = { address: string; language: Language | null };

/** Writes to each reader once by the cause; `spoken` is the language of who has chosen none. */
export async function mailEach(
  { mailer, key }: Platform,
  readers: readonly Reader[],
  spoken: Language,
  cause: Cause,
  write: (say: Say) => Letter,
): Promise<void> {
  await mailer.write(
    readers.map(({ address, language }) => ({
      to: address,
      cause: causeFor(key, cause, address),
      ...write(sayIn(language ?? spoken)),
    })),
  );
}

function causeFor(key: Buffer, { what, of }: Cause, address: string): string {
  return `${what}.${deriveToken(key, 'cause', ...of, address)}`;
}

/** The database refuses to lose a host (errcode BN001), for its guests would never be told: that is a refusal. */
export async function unlessHosting<Value, Refusal>(
  work: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | 'hosting'>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'BN001') return refuse('hosting');
    throw error;
  }
}
