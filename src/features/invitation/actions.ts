import { deriveDraw, deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { toDate } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { findByToken } from '../../platform/database/former.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import { replyAddress as addressOf } from '../../platform/mail/addresses.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, holdRoster, listFamilies } from '../circle/store.ts';
import type { Child, Circle } from '../circle/rules.ts';
import {
  choose,
  cutFrom,
  findUnseenGap,
  hasUnseenGap,
  inHostsOrder,
  keepGuestList,
  type Choice,
} from '../guestlist/actions.ts';
import { chosen, weigh, type Cut, type GuestList } from '../guestlist/rules.ts';
import { findGuestList, holdHosts, listAble } from '../guestlist/store.ts';
import { markPosted, sealParty, takeTurn, unsealParty } from '../party/actions.ts';
import {
  grace,
  isPlanned,
  mayTakeBack,
  stateOf,
  type HostPass,
  type Organizer,
  type Party,
  type PlannedParty,
  type SendRefusal,
} from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import { listFamiliesInPeace } from '../peace/actions.ts';
import { momentOfNo } from '../peace/rules.ts';
import { isByTeacher } from '../rule/rules.ts';
import { getRule } from '../rule/store.ts';
import { mintGuestPass } from './gate.ts';
import {
  asksNewcomers,
  hashCode,
  patience,
  planEnvelopes,
  slipCode,
  uniteEnvelopes,
  type Channel,
  type Envelope,
  type EnvelopeUnion,
  type GuestPass,
  type PlannedEnvelope,
  type Receipt,
} from './rules.ts';
import {
  addToEnvelope,
  deleteEnvelopes,
  deleteInvitations,
  dropEnvelopes,
  findAddressed,
  findCodeHome,
  findLeaving,
  findLinkHome,
  holdEnvelopes,
  holdWithKeeper,
  listEnvelopes,
  listInvitedChildren,
  listOnPaper,
  listSentAhead,
  lockEnvelopes,
  moveEnvelopes,
  saveDelivered,
  saveEnvelopes,
  saveFormer,
  saveQuiet,
  saveQuietTold,
  saveReceipts,
  saveReturned,
  saveSeen,
  saveWay,
  type Growth,
  type LinkHome,
  type NewEnvelope,
} from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** A family's link to one party: derived, stored nowhere, dead with its version. */
export function linkToken(key: Buffer, envelope: string, version: number): string {
  return deriveToken(key, 'link', envelope, String(version));
}

/**
 * The address that stands for one family and one party in mails and calendars: what is sent there is the family's. Null
 * while no mail comes to us.
 */
export function replyAddress(
  { key, mailer }: Pick<Platform, 'key' | 'mailer'>,
  envelope: string,
): string | null {
  return mailer.domain === null ? null : addressOf(key, envelope, mailer.domain);
}

/** Whom the calendars of an envelope's family answer to. */
export function organizerOf(platform: Pick<Platform, 'key' | 'mailer'>, envelope: string): Organizer {
  return { reply: replyAddress(platform, envelope), own: platform.mailer.address };
}

function seal(
  { ring, key }: Pick<Platform, 'ring' | 'key'>,
  planned: PlannedEnvelope,
  ahead = 0,
): NewEnvelope {
  const id = newId();
  const linkHash = hashToken(linkToken(ring.current, id, 1));
  return { ...planned, id, linkHash, codeHash: hashCode(key, slipCode(ring.current, id, 1)), ahead };
}

/** The open party in a sentence's worth: what the last look before sending shows. */
export type SendingSheet = {
  party: Party;
  circle: Circle;
  list: GuestList;
  envelopes: PlannedEnvelope[];
  children: number;
  sample: string;
  /** Whether the list has a gap that was not said to its host yet. */
  gap: boolean;
};

export async function lookAtSending({ db }: Platform, pass: HostPass): Promise<SendingSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const list = await findGuestList(tx, pass);
    if (!list) return null;
    const cut = await cutFrom(tx, party);
    const { envelopes, asked } = await plannedEnvelopes(tx, party, list, cut);
    return {
      party,
      circle: await getCircle(tx, pass),
      list,
      envelopes,
      children: asked.length,
      sample: asked[0]?.name ?? '',
      gap: hasUnseenGap(list.kept, weigh(list, cut), cut.rule),
    };
  });
}

/**
 * Seals an envelope for each family of the list, unless it has a gap that its host was never shown. Nothing leaves for a
 * minute. The roster is held while it is read: a family that is written meanwhile waits, and finds the party sent
 * (`inviteNewcomers`).
 */
export async function sendParty(
  { db, clock, ring, key }: Platform,
  pass: HostPass,
): Promise<Result<null, SendRefusal | 'nobody' | 'gap'>> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'read');
    await holdHosts(tx, pass.circle, [pass.party]);
    const party = await findParty(tx, pass, 'lock');
    // A family that has just left has no party any more.
    if (!party) return refuse('nobody');
    const list = await findGuestList(tx, pass);
    if (!list) return refuse('nobody');
    const cut = await cutFrom(tx, party);
    if (!party.sentAt && hasUnseenGap(list.kept, weigh(list, cut), cut.rule)) return refuse('gap');
    const { envelopes } = await plannedEnvelopes(tx, party, list, cut);
    if (envelopes.length === 0) return refuse('nobody');
    const sealing = await sealParty(tx, pass, now);
    if (!sealing.ok) return sealing;
    await saveEnvelopes(
      tx,
      pass,
      envelopes.map((envelope) => seal({ ring, key }, envelope)),
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

/**
 * Posts what was sealed: from now on the links open, and each family's mail is on its way. The list is judged once more:
 * with a gap that came up in the meantime it is a draft again, and its hosts are told.
 */
export async function postParty(platform: Platform, pass: OnParty): Promise<'posted' | 'held' | 'gone'> {
  const { db, clock, news } = platform;
  const done = await inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'read');
    await holdHosts(tx, pass.circle, [pass.party]);
    const party = await findParty(tx, pass, 'lock');
    if (!party || !mayTakeBack(party).ok) return 'gone';
    if (await findUnseenGap(tx, party, { among: 'posted' })) {
      await unsealParty(tx, pass);
      await deleteEnvelopes(tx, pass);
      await enqueue(tx, 'party.gap', { ...pass, of: newId() });
      return 'held';
    }
    const posted = await markPosted(tx, party, clock());
    const envelopes = await listEnvelopes(tx, pass);
    await letGo(
      platform,
      tx,
      posted,
      envelopes.map((one) => ({ ...one, byKeeper: one.withKeeperAt !== null })),
    );
    return 'posted';
  });
  if (done !== 'gone') news.tell(pass.party);
  return done;
}

/**
 * Lets sealed envelopes go, each family's mail by a job. For a family in peace from this party all is done that its host
 * can see, and nothing leaves; some hours later a no comes, like any other.
 */
async function letGo(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  party: Party,
  envelopes: readonly (Pick<Envelope, 'id' | 'family' | 'channel'> & { byKeeper: boolean })[],
): Promise<void> {
  if (!isPlanned(party)) return;
  const peace = await listFamiliesInPeace(tx, party);
  const quiet = envelopes.filter(({ family }) => peace.has(family)).map(({ id }) => id);
  await saveQuiet(tx, party.circle, quiet, true);
  for (const { id, channel } of envelopes)
    if (channel === 'mail') await askForMail(tx, { circle: party.circle, envelope: id });
  if (envelopes.some(({ byKeeper }) => byKeeper)) await tellKeeper(tx, party.circle, platform.clock());
  for (const id of quiet) await askForNo(platform, tx, party, id);
}

type OnEnvelope = { readonly circle: string; readonly envelope: string };

async function askForMail(tx: Scoped, { circle, envelope }: OnEnvelope, again?: 'again'): Promise<void> {
  // A mail that is wanted once more has a cause of its own: the first one is never sent twice.
  const payload = { circle, envelope, ...(again ? { of: newId() } : {}) };
  await enqueue(tx, 'envelope.mail', payload, { key: `envelope.mail:${envelope}` });
}

/**
 * Asks for the no of a family in peace, at a moment that nobody can tell from that of another family: counted from when
 * its envelope left, so that it comes before silent families are tried another way. Whoever has answered for a child is
 * not tried again, and is asked for another one now.
 */
export async function askForNo(
  { clock, key }: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  { circle, plan }: PlannedParty,
  envelope: string,
): Promise<void> {
  const now = clock();
  const { leftAt, answered } = await findLeaving(tx, { circle, envelope });
  const due = momentOfNo(
    { sent: (answered ? null : leftAt) ?? now, now },
    plan,
    deriveDraw(key, 'quiet', envelope),
  );
  if (due) await enqueue(tx, 'answer.quiet', { circle, envelope }, { due, key: `answer.quiet:${envelope}` });
}

/** Makes an envelope that is on its way a quiet one. */
export async function hush(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  party: PlannedParty,
  envelope: string,
): Promise<void> {
  await saveQuiet(tx, party.circle, [envelope], true);
  await askForNo(platform, tx, party, envelope);
}

/** Makes quiet envelopes like any others again; `mail` sends what was held back. */
export async function unhush(
  tx: Scoped,
  { circle, envelope }: OnEnvelope,
  mail: 'mail' | 'as_it_is',
): Promise<void> {
  await saveQuiet(tx, circle, [envelope], false);
  if (mail === 'mail') await askForMail(tx, { circle, envelope });
}

/** An envelope counts as opened. */
export async function markSeen(tx: Scoped, on: OnEnvelope, now: Temporal.Instant): Promise<void> {
  await saveSeen(tx, on, now);
}

/**
 * A family that joins, or gets another child, is invited to every party ahead of the whole circle or its groups; without
 * a family it is whoever is new in a group. Who is taken out of one keeps the invitation.
 *
 * An invitation to the whole circle, or to a group, is alive, and a child by name is invited wherever it lives. Whoever
 * wrote the family or group has committed by now; the roster is held, so that nobody leaves meanwhile, and each party is
 * locked, in a transaction of its own, while it is looked at again: a party that is being sent has all its envelopes, or
 * is not sent yet and will read the new family itself. So nobody is invited twice, and nobody is left out.
 */
export async function inviteNewcomers(platform: Platform, circle: string, family?: string): Promise<void> {
  const { db, clock, news } = platform;
  const now = clock();
  const parties = await inCircle(db, circle, (tx) => listSentAhead(tx, circle, now));
  for (const party of parties)
    if (await inCircle(db, circle, (tx) => inviteTo(platform, tx, { circle, party }, family)))
      news.tell(party);
}

async function inviteTo(platform: Platform, tx: Scoped, pass: OnParty, family?: string): Promise<boolean> {
  await holdRoster(tx, pass, 'read');
  await holdHosts(tx, pass.circle, [pass.party]);
  const party = await findParty(tx, pass, 'lock');
  const list = await findGuestList(tx, pass);
  if (!party || !list || !asksNewcomers(party, platform.clock())) return false;
  const { envelopes } = await plannedEnvelopes(tx, party, list, await askedFrom(tx, party));
  const late = envelopes.filter((one) => family === undefined || one.family === family);
  if (late.length === 0) return false;
  // A group that has grown to nearly everybody is a gap that its host was not shown: it is said before anybody is asked.
  if (list.group !== null && party.postedAt && (await findUnseenGap(tx, party))) {
    if (await hasEveryEnvelope(tx, pass, late)) return false;
    await enqueue(tx, 'party.gap', { ...pass, of: newId() }, { key: `party.gap:${party.id}` });
    return true;
  }
  return addEnvelopes(platform, tx, party, late);
}

async function hasEveryEnvelope(
  tx: Scoped,
  pass: OnParty,
  planned: readonly PlannedEnvelope[],
): Promise<boolean> {
  const invited = new Set(await listInvitedChildren(tx, pass));
  return planned.every(({ children }) => children.every((child) => invited.has(child)));
}

// Within the grace nothing leaves here: the posting lets every envelope go that there is then.
async function addEnvelopes(
  platform: Pick<Platform, 'clock' | 'ring' | 'key'>,
  tx: Scoped,
  party: Party,
  planned: readonly PlannedEnvelope[],
): Promise<boolean> {
  const { circle, postedAt } = party;
  const pass = { circle, party: party.id };
  let changed = false;
  let ahead: number | undefined;
  await holdEnvelopes(
    tx,
    pass,
    planned.map(({ family }) => family),
  );
  for (const one of planned) {
    const growth = await addToEnvelope(tx, pass, one);
    if (growth?.children.length === 0) continue;
    changed = true;
    if (growth) {
      if (postedAt && growth.mailed) await askToTell(tx, circle, growth.envelope, growth.children);
      if (postedAt && growth.byHand) await giveAgain(tx, circle, growth, platform.clock());
      if (postedAt && growth.quiet && isPlanned(party)) await askForNo(platform, tx, party, growth.envelope);
      continue;
    }
    // Whoever is asked after the others may have been told before that it is not: what it is told now is higher.
    ahead ??= postedAt ? await takeTurn(tx, pass) : 0;
    const sealed = seal(platform, one, ahead);
    await saveEnvelopes(tx, pass, [sealed], platform.clock());
    if (postedAt) await letGo(platform, tx, party, [{ ...sealed, byKeeper: sealed.byKeeper ?? false }]);
  }
  return changed;
}

// Nobody is told by paper that it says more now: it counts as not given, and its slip is there once more.
async function giveAgain(
  tx: Scoped,
  circle: string,
  { envelope, byKeeper }: Growth,
  now: Temporal.Instant,
): Promise<void> {
  const way = { seenAt: null, arrivedAt: null, ...(byKeeper ? { withKeeperAt: toDate(now) } : {}) };
  await saveWay(tx, circle, [envelope], way);
  if (byKeeper) await tellKeeper(tx, circle, now);
}

async function askToTell(
  tx: Scoped,
  circle: string,
  envelope: string,
  children: readonly string[],
): Promise<void> {
  const added = children.toSorted().join();
  const key = `envelope.grown:${envelope}:${added}`;
  await enqueue(tx, 'envelope.grown', { circle, envelope, children: added }, { key });
}

/** An invitation's mail is written; of children who were added or taken back meanwhile a mail of its own tells. */
export async function markWritten(
  { db, clock }: Platform,
  { circle, envelope }: OnEnvelope,
  named: readonly Child[],
): Promise<void> {
  await inCircle(db, circle, async (tx) => {
    await saveDelivered(tx, circle, [envelope], ['writtenAt'], clock());
    const now = await findAddressed(tx, { circle, envelope });
    if (!now) return;
    const there = now.addressee.children.map(({ id }) => id);
    const known = named.map(({ id }) => id);
    const late = there.filter((id) => !known.includes(id));
    if (late.length > 0) await askToTell(tx, circle, envelope, late);
    const lost = known.filter((id) => !there.includes(id)).join();
    if (lost === '' || now.quiet) return;
    const of = { circle, party: now.party, family: now.envelope.family, envelope };
    await enqueue(tx, 'invitation.taken_back', { ...of, children: lost, of: newId() });
  });
}

type Mark = 'sentAt' | 'failedAt' | 'mailedAt';

/** What became of an invitation's mail: it went, nobody took it, or it was never to leave, which its host cannot see. */
export async function markOutcome(
  { db, clock, news }: Platform,
  { circle, envelope }: OnEnvelope,
  outcome: 'went' | 'lost' | 'quiet',
): Promise<void> {
  const party = await inCircle(db, circle, async (tx) => {
    const known = await findAddressed(tx, { circle, envelope });
    if (!known) return null;
    const { sentAt, failedAt } = known.envelope;
    const way = outcome === 'lost' ? 'failedAt' : 'sentAt';
    // What was held back in peace and goes now was sent long ago for its host: nothing changes there.
    const stands = way === 'sentAt' ? sentAt !== null && failedAt === null : failedAt !== null;
    const marks: Mark[] = outcome === 'went' ? ['mailedAt'] : [];
    if (!stands) marks.push(way);
    if (marks.length > 0) await saveDelivered(tx, circle, [envelope], marks, clock());
    if (marks.includes('sentAt')) await askForSecondTry(tx, circle, known.party, clock());
    return stands ? null : known.party;
  });
  if (party !== null) news.tell(party);
}

/** The ticks of a list that was sent: who is on it now, and who is invited already. */
export async function listTicked({ db }: Platform, pass: HostPass): Promise<string[]> {
  return inCircle(db, pass.circle, async (tx) => {
    const list = await findGuestList(tx, pass);
    const on = list ? chosen(list, await listAble(tx, await getParty(tx, pass))).map(({ id }) => id) : [];
    return [...new Set([...on, ...(await listInvitedChildren(tx, pass))])];
  });
}

/** What a change of a list that was sent would do: who gets an envelope, and whose is taken back. */
export type GuestChange = {
  added: Child[];
  takenBack: Child[];
  /** Names the change: only what was looked at is done. */
  digest: string;
};

export type ChangeRefusal =
  | { kind: 'not_ahead' }
  | { kind: 'nobody' }
  | { kind: 'gap' }
  | { kind: 'look'; change: GuestChange };

/**
 * Invites more, or takes invitations back, after the party was sent. The list is judged again; the change is shown
 * before it is made, and made as it was shown.
 */
export async function changeGuests(
  platform: Platform,
  pass: HostPass,
  choice: Choice,
  agreed: string,
): Promise<Result<null, ChangeRefusal>> {
  const { db, clock, news } = platform;
  const now = clock();
  const changed = await inCircle(db, pass.circle, async (tx): Promise<Result<null, ChangeRefusal>> => {
    await holdRoster(tx, pass, 'read');
    await holdHosts(tx, pass.circle, [pass.party]);
    const party = await getParty(tx, pass, 'lock');
    const state = stateOf(party, now);
    if (state !== 'ahead' && state !== 'grace') return refuse({ kind: 'not_ahead' });
    const cut = inHostsOrder(await cutFrom(tx, party), pass);
    const before = await findGuestList(tx, pass);
    const { list, weighed } = choose(choice, cut, before?.kept ?? null);
    if (list.children.length === 0) return refuse({ kind: 'nobody' });
    if (hasUnseenGap(list.kept, weighed, cut.rule)) return refuse({ kind: 'gap' });
    const change = changeOf(await listInvitedChildren(tx, pass), list.children, cut.able);
    if (change.added.length + change.takenBack.length > 0 && change.digest !== agreed)
      return refuse({ kind: 'look', change });
    await keepGuestList(tx, pass, list);
    await takeBackSome(
      tx,
      pass,
      change.takenBack.map(({ id }) => id),
      party,
    );
    // All homes of all who are on the list: who moved in with somebody since is asked there too.
    await addEnvelopes(platform, tx, party, (await plannedEnvelopes(tx, party, list, cut)).envelopes);
    return ok(null);
  });
  if (changed.ok) news.tell(pass.party);
  return changed;
}

function changeOf(
  invited: readonly string[],
  wanted: readonly string[],
  able: readonly Child[],
): GuestChange {
  const already = new Set(invited);
  const named = new Set(wanted);
  const added = able.filter(({ id }) => named.has(id) && !already.has(id));
  const takenBack = able.filter(({ id }) => !named.has(id) && already.has(id));
  const names = [added, takenBack].map((some) => some.map(({ id }) => id).toSorted());
  return { added, takenBack, digest: hashToken(JSON.stringify(names)).toString('base64url') };
}

// Whoever heard of an invitation that is there no more is told so, and nothing else. To whom nothing had come yet, there
// is nothing to take back.
async function takeBackSome(
  tx: Scoped,
  { circle, party }: HostPass,
  children: readonly string[],
  { postedAt, revision }: Party,
): Promise<void> {
  const pass = { circle, party };
  for (const { envelope, family, quiet, heard, gone, lost } of await deleteInvitations(tx, pass, children)) {
    if (!postedAt || !heard) continue;
    // A turn is taken for a quiet family too: what others are told later is the same, whoever is in peace.
    const turn = gone ? await takeTurn(tx, pass) : null;
    if (quiet) continue;
    const payload = { circle, party, family, envelope, children: lost.join(), of: newId() };
    // What takes it out of a calendar is higher than what put it there (RFC 5546 3.2.5), and what may follow higher still.
    const sequence = turn === null ? {} : { sequence: String(revision + turn) };
    await enqueue(tx, 'invitation.taken_back', { ...payload, ...sequence });
  }
}

/** Of children who are invited: those whose family is told nothing by mail, because it has no address. */
export async function listToTell(
  { db }: Platform,
  pass: HostPass,
  children: readonly Child[],
): Promise<Child[]> {
  return inCircle(db, pass.circle, async (tx) => {
    if (!(await getParty(tx, pass)).postedAt) return [];
    const paper = new Set(await listOnPaper(tx, pass));
    return children.filter(({ id }) => paper.has(id));
  });
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
    // By mail it is like one that was never sent: it waits, has its two days, and is tried another way after them.
    ...(way === 'mail' ? { sentAt: null, triedAt: null } : {}),
  });
  if (byKeeper) await tellKeeper(tx, circle, now);
  if (way === 'mail') for (const envelope of envelopes) await askForMail(tx, { circle, envelope }, 'again');
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

/** The keeper has passed these on; what a host took into its hand in the meantime stays there. */
export async function markPassedOn(
  tx: Scoped,
  circle: string,
  envelopes: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  await markArrived(tx, circle, await holdWithKeeper(tx, circle, envelopes), now);
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

/** Keeps receipts in somebody's transaction; see `saveReceipts`. */
export async function markReceipts(
  tx: Scoped,
  receipts: readonly Receipt[],
  now: Temporal.Instant,
): Promise<string[]> {
  return saveReceipts(tx, receipts, now);
}

/** A family says that it has seen the news; it counts for the plan that stood on its page. */
export async function acknowledge(
  { db, clock, news }: Platform,
  pass: GuestPass,
  revision: number,
): Promise<void> {
  const parties = await inCircle(db, pass.circle, async (tx) => {
    const addressed = await findAddressed(tx, pass);
    if (addressed?.envelope.linkVersion !== pass.version) return [];
    return saveReceipts(tx, [{ circle: pass.circle, envelope: pass.envelope, revision }], clock());
  });
  for (const party of parties) news.tell(party);
}

/** Families in peace are told of nothing, and so a host need not wait for them. */
export async function markQuietTold(tx: Scoped, pass: OnParty, now: Temporal.Instant): Promise<void> {
  await saveQuietTold(tx, pass, now);
}

/** Invites whoever is on the list of a sent party and has no envelope yet, in the transaction that made the list longer. */
export async function inviteListed(
  platform: Pick<Platform, 'clock' | 'ring' | 'key'>,
  tx: Scoped,
  party: Party,
): Promise<void> {
  const list = await findGuestList(tx, { circle: party.circle, party: party.id });
  if (!list) return;
  const { envelopes } = await plannedEnvelopes(tx, party, list, await askedFrom(tx, party));
  await addEnvelopes(platform, tx, party, envelopes);
}

type Uniting = { circle: string; stays: string; goes: string; hosts: readonly string[] };

/** Says what becomes of the envelopes of two parties that become one. Answers to them wait from now on. */
export async function planEnvelopeUnion(
  tx: Scoped,
  { circle, stays, goes, hosts }: Uniting,
): Promise<EnvelopeUnion> {
  const sealed = await lockEnvelopes(tx, circle, [stays, goes]);
  const union = uniteEnvelopes(
    sealed.filter(({ party }) => party === stays),
    sealed.filter(({ party }) => party === goes),
    hosts,
  );
  // What was answered for a child goes along once the child is asked through the envelope that is kept.
  for (const { from, into } of union.merge)
    if (from.children.length > 0)
      await addToEnvelope(
        tx,
        { circle, party: into.party },
        { family: into.family, channel: 'mail', children: from.children },
      );
  return union;
}

/** Puts the envelopes where they belong; links of those that move go on working. */
export async function placeEnvelopes(
  tx: Scoped,
  on: OnParty,
  { drop, move, known }: EnvelopeUnion,
  uid: string,
): Promise<void> {
  await dropEnvelopes(tx, on.circle, drop);
  await moveEnvelopes(tx, on, move);
  await saveFormer(
    tx,
    on.circle,
    known.map(({ id }) => id),
    uid,
  );
}

/** Whoever gives the party is not invited to it, in no home. */
export async function withdrawHosts(tx: Scoped, party: Party): Promise<void> {
  const on = { circle: party.circle, party: party.id };
  const homes = (await listFamilies(tx, on)).filter(({ id }) => party.families.includes(id));
  await deleteInvitations(
    tx,
    on,
    homes.flatMap(({ children }) => children.map(({ id }) => id)),
  );
}

/** No mail with the news of this plan could be brought to the family. */
export async function markReturned({ db, news }: Platform, on: OnEnvelope, revision: number): Promise<void> {
  const party = await inCircle(db, on.circle, (tx) => saveReturned(tx, on, revision));
  if (party !== null) news.tell(party);
}

/** Marks the families of envelopes as told that the party is off. */
export async function markFamiliesTold(
  { db, clock }: Platform,
  circle: string,
  envelopes: readonly string[],
): Promise<void> {
  if (envelopes.length > 0)
    await inCircle(db, circle, (tx) => saveDelivered(tx, circle, envelopes, ['toldAt'], clock()));
}

/** The address of a family that has just one; which of several asks, nobody knows. */
export async function findOnlyAddress({ db }: Platform, pass: GuestPass): Promise<string | null> {
  const addressed = await inCircle(db, pass.circle, (tx) => findAddressed(tx, pass));
  const adults = addressed && !addressed.quiet ? addressed.known : [];
  const addresses = new Set(adults.flatMap(({ address }) => address ?? []));
  const [only = null] = addresses;
  return addresses.size === 1 ? only : null;
}

/** Whether a link leads to a sealed envelope; looking changes nothing. */
export async function isLink(platform: Platform, token: string): Promise<boolean> {
  return (await findHome(platform, token)) !== null;
}

/** Opens an envelope: a person pressed the button. Unknown links lead nowhere. */
export async function openEnvelope(platform: Platform, token: string): Promise<GuestPass | null> {
  return open(platform, await findHome(platform, token));
}

/** Opens the envelope of a slip by its short code: the same press, typed. */
export async function openByCode(platform: Platform, code: string): Promise<GuestPass | null> {
  const find = (hash: Buffer) => findCodeHome(platform.db, hash);
  return open(platform, await findByToken(platform, hashCode(platform.key, code), find));
}

function findHome(platform: Platform, token: string): Promise<LinkHome | null> {
  return findByToken(platform, hashToken(token), (hash) => findLinkHome(platform.db, hash));
}

async function open({ db, clock, news }: Platform, home: LinkHome | null): Promise<GuestPass | null> {
  if (!home) return null;
  const pass = mintGuestPass(home.circle, home.envelope, home.version);
  const party = await inCircle(db, home.circle, (tx) => saveSeen(tx, pass, clock()));
  if (party !== null) news.tell(party);
  return pass;
}

// Who can be asked, and by which rule.
type Asked = Pick<Cut, 'able' | 'rule'>;

async function askedFrom(tx: Scoped, party: Party): Promise<Asked> {
  return { able: await listAble(tx, party), rule: await getRule(tx, party) };
}

async function plannedEnvelopes(tx: Scoped, party: Party, list: GuestList, { able, rule }: Asked) {
  const families = await listFamilies(tx, party);
  const asked = chosen(list, able);
  return { asked, envelopes: planEnvelopes(families, asked, party.families, isByTeacher(rule)) };
}
