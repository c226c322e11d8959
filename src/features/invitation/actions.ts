import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { toDate } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import type { Circle } from '../circle/rules.ts';
import { candidates, chosen, type GuestList } from '../guestlist/rules.ts';
import { findGuestList } from '../guestlist/store.ts';
import { markPosted, sealParty, unsealParty } from '../party/actions.ts';
import { grace, type HostPass, type Party, type SendRefusal } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { mintGuestPass } from './gate.ts';
import {
  hashCode,
  patience,
  planEnvelopes,
  shownChannel,
  slipCode,
  type Channel,
  type GuestPass,
  type PlannedEnvelope,
} from './rules.ts';
import {
  addToEnvelope,
  deleteEnvelopes,
  findAddressed,
  findByTeacher,
  findCodeHome,
  findLinkHome,
  listEnvelopes,
  listWholeParties,
  saveDelivered,
  saveEnvelopes,
  saveSeen,
  saveWay,
  type LinkHome,
  type NewEnvelope,
} from './store.ts';

/** A family's link to one party: derived, stored nowhere, dead with its version. */
export function linkToken(key: Buffer, envelope: string, version: number): string {
  return deriveToken(key, 'link', envelope, String(version));
}

function seal(key: Buffer, planned: PlannedEnvelope): NewEnvelope {
  const id = newId();
  const linkHash = hashToken(linkToken(key, id, 1));
  return { ...planned, id, linkHash, codeHash: hashCode(key, slipCode(key, id, 1)) };
}

/** The open party in a sentence's worth: what the last look before sending shows. */
export type SendingSheet = {
  party: Party;
  circle: Circle;
  list: GuestList;
  envelopes: PlannedEnvelope[];
  children: number;
  sample: string;
};

export async function lookAtSending({ db }: Platform, pass: HostPass): Promise<SendingSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const list = await findGuestList(tx, pass);
    if (!list) return null;
    const { envelopes, asked } = await plannedEnvelopes(tx, pass, list);
    return {
      party,
      circle: await getCircle(tx, pass),
      list,
      envelopes,
      children: asked.length,
      sample: asked[0]?.name ?? '',
    };
  });
}

/** Seals an envelope for each family of the list. Nothing leaves for a minute. */
export async function sendParty(
  { db, clock, key }: Platform,
  pass: HostPass,
): Promise<Result<null, SendRefusal | 'nobody'>> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const list = await findGuestList(tx, pass);
    const { envelopes } = list ? await plannedEnvelopes(tx, pass, list) : { envelopes: [] };
    if (envelopes.length === 0) return refuse('nobody');
    const sealing = await sealParty(tx, pass, now);
    if (!sealing.ok) return sealing;
    await saveEnvelopes(
      tx,
      pass,
      envelopes.map((envelope) => seal(key, envelope)),
      now,
    );
    await enqueue(
      tx,
      'party.post',
      { circle: pass.circle, party: pass.party },
      { due: now.add(grace), key: `party.post:${pass.party}` },
    );
    return ok(null);
  });
}

/** Within the minute everything comes back and the party is a draft again. */
export async function takeBack({ db }: Platform, pass: HostPass): Promise<Result<null, 'already_posted'>> {
  return inCircle(db, pass.circle, async (tx) => {
    const mine = await unsealParty(tx, pass);
    if (!mine.ok) return mine;
    await deleteEnvelopes(tx, pass);
    return ok(null);
  });
}

/** Posts what was sealed: from now on the links open, and each family's mail is on its way. */
export async function postParty(
  { db, clock, news }: Platform,
  pass: { readonly circle: string; readonly party: string },
): Promise<void> {
  await inCircle(db, pass.circle, async (tx) => {
    if (!(await markPosted(tx, pass, clock()))) return;
    const envelopes = await listEnvelopes(tx, pass);
    for (const envelope of envelopes)
      if (shownChannel(envelope) === 'mail') await askForMail(tx, pass.circle, envelope.id);
    if (envelopes.some(({ withKeeperAt }) => withKeeperAt)) await tellKeeper(tx, pass.circle, clock());
  });
  news.tell(pass.party);
}

/**
 * An invitation to the whole circle is alive: a family that joins, or gets another child, is invited to every such party
 * still ahead. The party is locked while it is looked at, so that nobody is invited twice.
 */
export async function inviteFamily(
  { db, clock, key, news }: Platform,
  circle: string,
  family: string,
): Promise<void> {
  const now = clock();
  const invited = await inCircle(db, circle, async (tx) => {
    const parties: string[] = [];
    const families = await listFamilies(tx, { circle });
    const own = families.filter(({ id }) => id === family);
    for (const party of await listWholeParties(tx, circle, now)) {
      const pass = { circle, party };
      const { family: host } = await getParty(tx, pass, 'lock');
      const [planned] = planEnvelopes(own, candidates(families, host), host, await findByTeacher(tx, pass));
      if (!planned || (await addToEnvelope(tx, pass, planned))) continue;
      const sealed = seal(key, planned);
      await saveEnvelopes(tx, pass, [sealed], now);
      if (planned.channel === 'mail') await askForMail(tx, circle, sealed.id);
      if (planned.byKeeper) await tellKeeper(tx, circle, now);
      parties.push(party);
    }
    return parties;
  });
  for (const party of invited) news.tell(party);
}

async function askForMail(tx: Scoped, circle: string, envelope: string): Promise<void> {
  await enqueue(tx, 'envelope.mail', { circle, envelope }, { key: `envelope.mail:${envelope}` });
}

// What comes to the keeper within a quarter of an hour is one pile, and one mail.
const gathering = Temporal.Duration.from({ minutes: 15 });

async function tellKeeper(tx: Scoped, circle: string, now: Temporal.Instant): Promise<void> {
  await enqueue(tx, 'slips.tell', { circle }, { due: now.add(gathering), key: `slips.tell:${circle}` });
}

/** Families that were written to on one day are looked at together, when their time to open is over. */
export async function askForSecondTry(
  tx: Scoped,
  circle: string,
  party: string,
  now: Temporal.Instant,
): Promise<void> {
  const due = now.add(patience);
  const day = due.toString().slice(0, 10);
  await enqueue(tx, 'party.try_again', { circle, party }, { due, key: `party.try_again:${party}:${day}` });
}

export type NewWay = Channel | 'keeper';

/** Sends an envelope another way, in the transaction of whoever decided it. */
export async function changeWay(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  way: NewWay,
  now: Temporal.Instant,
): Promise<void> {
  const byKeeper = way === 'keeper';
  await saveWay(tx, circle, envelopes, {
    how: byKeeper ? 'slip' : way,
    withKeeperAt: byKeeper ? toDate(now) : null,
    arrivedAt: null,
    failedAt: null,
  });
  if (byKeeper) await tellKeeper(tx, circle, now);
  if (way === 'mail') for (const envelope of envelopes) await askForMail(tx, circle, envelope);
}

/** Marks envelopes as given into a hand of their families. */
export async function markArrived(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await saveWay(tx, circle, envelopes, { arrivedAt: toDate(now) });
}

/** Marks families that had not opened as tried by another way: nobody is tried twice. */
export async function markTried(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await saveWay(tx, circle, envelopes, { triedAt: toDate(now) });
}

/** Marks an envelope's family as told that the party is off. */
export async function markFamilyTold(
  { db, clock }: Platform,
  circle: string,
  envelope: string,
): Promise<void> {
  await inCircle(db, circle, (tx) => saveDelivered(tx, circle, envelope, 'toldAt', clock()));
}

/** The address of a family that has just one; which of several asks, nobody knows. */
export async function findOnlyAddress({ db }: Platform, pass: GuestPass): Promise<string | null> {
  const addressed = await inCircle(db, pass.circle, (tx) => findAddressed(tx, pass));
  const addresses = new Set(addressed?.addressee.adults.flatMap(({ address }) => address ?? []));
  const [only = null] = addresses;
  return addresses.size === 1 ? only : null;
}

/** Whether a link leads to a sealed envelope; looking changes nothing. */
export async function isLink({ db }: Platform, token: string): Promise<boolean> {
  return (await findLinkHome(db, hashToken(token))) !== null;
}

/** Opens an envelope: a person pressed the button. Unknown links lead nowhere. */
export async function openEnvelope(platform: Platform, token: string): Promise<GuestPass | null> {
  return open(platform, await findLinkHome(platform.db, hashToken(token)));
}

/** Opens the envelope of a slip by its short code: the same press, typed. */
export async function openByCode(platform: Platform, code: string): Promise<GuestPass | null> {
  return open(platform, await findCodeHome(platform.db, hashCode(platform.key, code)));
}

async function open({ db, clock, news }: Platform, home: LinkHome | null): Promise<GuestPass | null> {
  if (!home) return null;
  const pass = mintGuestPass(home.circle, home.envelope, home.version);
  const party = await inCircle(db, home.circle, (tx) => saveSeen(tx, pass, clock()));
  if (party !== null) news.tell(party);
  return pass;
}

async function plannedEnvelopes(tx: Scoped, pass: HostPass, list: GuestList) {
  const families = await listFamilies(tx, pass);
  const asked = chosen(list, candidates(families, pass.family));
  const byTeacher = await findByTeacher(tx, pass);
  return { asked, envelopes: planEnvelopes(families, asked, pass.family, byTeacher) };
}
