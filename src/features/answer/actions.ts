import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, type Scoped } from '../../platform/database/database.ts';
import { together } from '../../platform/database/together.ts';
import { enqueue, enqueueAll, enqueueAllDue } from '../../platform/jobs/jobs.ts';
import type { Say } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FieldErrors, Typed } from '../../platform/web/form.ts';
import { markReceipts, unhush } from '../invitation/actions.ts';
import type { EnvelopeUnion, GuestPass } from '../invitation/rules.ts';
import type { HostPass } from '../party/rules.ts';
import { parseDetails } from './form.ts';
import {
  cannotAfterAll,
  comingOf,
  giveAnswer,
  giveAnswerForAll,
  momentToAskAgain,
  postpone,
  projectForGuest,
  tellCompany,
  uniteInvitations,
  wishAnotherTime,
} from './rules.ts';
import type { AnswerRefusal, GuestView, Invitation, Said, Settlement } from './rules.ts';
import {
  deleteCompanies,
  findInvitation,
  listInvitations,
  saveAnswers,
  saveCompanies,
  type OnEnvelope,
} from './store.ts';

/** The invitation as its family may see it. */
export async function lookAtInvitation({ db, clock }: Platform, pass: GuestPass): Promise<GuestView | null> {
  const invitation = await inCircle(db, pass.circle, (tx) => findInvitation(tx, pass));
  return invitation?.linkVersion === pass.version ? projectForGuest(invitation, clock()) : null;
}

type Pressed = { child: string; says: Said; revision?: number | undefined };

/** One press answers; the last answer counts, and each change is confirmed to the family. */
export function answerInvitation(
  platform: Platform,
  pass: GuestPass,
  pressed: Pressed,
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  return settle(platform, pass, (invitation) => giveAnswer(invitation, { ...pressed, by: 'family' }, now));
}

/**
 * The answer that the envelope's button carried: for a family with one child asked. It was chosen beside the plan of its
 * mail: to a newer one it says nothing.
 */
export async function answerOnOpening(
  platform: Platform,
  pass: GuestPass,
  says: Said,
  revision: number,
): Promise<void> {
  const now = platform.clock();
  await settle(platform, pass, (invitation) => {
    const [only, ...others] = invitation.invited;
    if (!only || others.length > 0) return refuse('not_asked');
    // A machine that presses every button of a mail changes no answer that was given; a "later" waits for one.
    if (only.answer && only.answer.says !== 'later') return ok({ answers: [], confirm: false });
    return giveAnswer(invitation, { child: only.child.id, says, by: 'family', revision }, now);
  });
}

/** An answer that was given by phone, put in by the host; the family sees who put it in. */
export function enterAnswer(
  platform: Platform,
  pass: HostPass,
  envelope: string,
  pressed: Pressed,
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  return settle(platform, { circle: pass.circle, envelope, typist: pass.account }, (invitation) =>
    invitation.party.id === pass.party
      ? giveAnswer(
          invitation,
          { ...pressed, revision: pressed.revision ?? invitation.party.revision, by: 'host' },
          now,
        )
      : refuse('not_asked'),
  );
}

/** What another room sees of a guest's page, to add a card to it; `chosen` is what was chosen in a mail. */
export type Glance = { say: Say; view: GuestView; chosen: 'yes' | 'no' | null };

/** "We cannot come after all": a no for all the children who come, in one press. */
export function takeBackYes(
  platform: Platform,
  pass: GuestPass,
  revision: number,
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  return settle(platform, pass, (invitation) => cannotAfterAll(invitation, revision, now));
}

/**
 * What a family's calendar says, for all of its children: the same as pressing it on the page. It was said to the plan
 * that the calendar knew. In the transaction of whoever has read the mail, and holds the envelope.
 */
export async function answerByCalendar(
  platform: Platform,
  tx: Scoped,
  on: OnEnvelope,
  { says, revision }: { says: Said; revision: number },
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  const decide = (invitation: Invitation): Result<Settlement, AnswerRefusal> =>
    giveAnswerForAll(invitation, { says, revision, by: 'family' }, now);
  const { results } = await settleIn(platform, tx, [{ on, decide }]);
  const [answered] = results;
  return answered?.ok ? answered : refuse((answered?.refusal ?? 'not_asked') as AnswerRefusal);
}

/** A better day to be asked again. */
export function askAgain(
  platform: Platform,
  pass: GuestPass,
  child: string,
  day: string,
): Promise<Result<null, AnswerRefusal | 'wrong_day'>> {
  const now = platform.clock();
  return settle(platform, pass, (invitation) => postpone(invitation, child, day, now));
}

export type DetailsRefusal = AnswerRefusal | { errors: FieldErrors };

/** Who comes along and what they cannot eat; only with a yes. */
export function tellDetails(
  platform: Platform,
  pass: GuestPass,
  typed: Typed,
): Promise<Result<null, DetailsRefusal>> {
  const now = platform.clock();
  return settle<DetailsRefusal>(platform, pass, (invitation) => {
    const form = parseDetails(typed, comingOf(invitation));
    if (!form.ok) return refuse({ errors: form.errors });
    return tellCompany(invitation, form.value.company, form.value.food, now);
  });
}

/** "Another time, just the two of us", beside a no; taken back as easily. */
export function askAnotherTime(
  platform: Platform,
  pass: GuestPass,
  child: string,
  anotherTime: boolean,
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  return settle(platform, pass, (invitation) => wishAnotherTime(invitation, child, anotherTime, now));
}

type Decision<Refusal> = (invitation: Invitation) => Result<Settlement, Refusal>;
// `typist`: the host who puts in what it was told.
type Waiting = { on: OnEnvelope & { version?: number; typist?: string }; decide: Decision<unknown> };
type Desk = (waiting: Waiting) => Promise<Result<null, unknown>>;

/** Every answer goes this way: the envelope is locked, the decision made, what it says written and asked for. */
export async function settle<Refusal>(
  platform: Platform,
  on: Waiting['on'],
  decide: Decision<Refusal>,
): Promise<Result<null, Refusal | 'not_asked'>> {
  const settled = await deskOf(platform)({ on, decide });
  // The desk gives back what this decision refused, and nobody else's.
  return settled.ok ? settled : refuse(settled.refusal as Refusal | 'not_asked');
}

const desks = new WeakMap<Platform, Desk>();

// Answers that arrive together share a transaction: most of an answer's cost is its way to the disk.
function deskOf(platform: Platform): Desk {
  const known = desks.get(platform);
  if (known) return known;
  const options = { key: ({ on }: Waiting) => on.envelope, most: 64 };
  const desk = together((batch: Waiting[]) => unlessGone(batch, () => settleAll(platform, batch)), options);
  desks.set(platform, desk);
  return desk;
}

// An invitation that is taken away in the moment of its answer is there no more (foreign_key_violation). A batch is taken
// apart, so that it is said to its own family only.
async function unlessGone(
  batch: Waiting[],
  work: () => Promise<Result<null, unknown>[]>,
): Promise<Result<null, unknown>[]> {
  try {
    return await work();
  } catch (error) {
    const code = batch.length === 1 && error instanceof Error && 'code' in error ? error.code : null;
    if (code === '23503') return [refuse('not_asked')];
    // Two that waited for each other (deadlock_detected): the other one is through now.
    if (code === '40P01') return work();
    throw error;
  }
}

type Settled = OnEnvelope & {
  party: string;
  zone: string;
  seenRevision: number;
  settlement: Settlement;
  typist?: string | undefined;
};

// A family that left and takes back its yes can think again for so long: then nothing keeps it here.
const secondThought = Temporal.Duration.from({ hours: 1 });

async function settleAll(platform: Platform, batch: Waiting[]): Promise<Result<null, unknown>[]> {
  const { db, news } = platform;
  const circles = [...new Set(batch.map(({ on }) => on.circle))];
  const { results, told } = await inCircles(db, circles, (tx) => settleIn(platform, tx, batch));
  for (const party of told) news.tellHere(party);
  return results;
}

type Settling = { results: Result<null, unknown>[]; told: Set<string> };

// One transaction: the envelopes are locked, each decision made, all of them saved and their confirmations asked for.
async function settleIn(
  { clock, news }: Pick<Platform, 'clock' | 'news'>,
  tx: Scoped,
  batch: Waiting[],
): Promise<Settling> {
  const told = new Set<string>();
  const known = await listInvitations(
    tx,
    batch.map(({ on }) => on),
    'lock',
  );
  const settled: Settled[] = [];
  const leavers = new Map<string, string>();
  const results = batch.map(({ on, decide }): Result<null, unknown> => {
    const invitation = known.get(on.envelope);
    if (!invitation || (on.version ?? invitation.linkVersion) !== invitation.linkVersion)
      return refuse('not_asked');
    const decided = decide(invitation);
    if (!decided.ok) return decided;
    const { circle, envelope, typist } = on;
    if (invitation.hasLeft) leavers.set(invitation.family, circle);
    const { party, seenRevision } = invitation;
    const { zone } = party.plan;
    const settlement = decided.value;
    settled.push({ circle, envelope, party: party.id, zone, seenRevision, settlement, typist });
    return ok(null);
  });
  await save(tx, settled, clock());
  const due = clock().add(secondThought);
  for (const [family, circle] of leavers)
    await enqueue(tx, 'family.forget', { circle, family }, { due, key: `family.forget:${family}` });
  for (const { party, settlement } of settled) if (settlement.answers.length > 0) told.add(party);
  if (told.size > 0) await news.tellWith(tx, [...told]);
  return { results, told };
}

async function save(tx: Scoped, settled: readonly Settled[], now: Temporal.Instant): Promise<void> {
  const confirming = settled.filter(({ settlement }) => settlement.confirm);
  await saveAnswers(
    tx,
    settled.flatMap(({ circle, envelope, settlement }) =>
      settlement.answers.map((one) => ({ circle, envelope, ...one })),
    ),
  );
  await saveCompanies(
    tx,
    settled.flatMap(({ circle, envelope, settlement }) =>
      settlement.company ? [{ circle, envelope, company: settlement.company }] : [],
    ),
  );
  await deleteCompanies(
    tx,
    settled.filter(({ settlement }) => settlement.stayHome),
  );
  for (const { circle, envelope, settlement } of settled)
    if (settlement.unhush) await unhush(tx, { circle, envelope }, 'as_it_is');
  await markReceipts(
    tx,
    settled.flatMap(({ circle, envelope, seenRevision, settlement: { seen = 0 } }) =>
      seen > seenRevision ? [{ circle, envelope, revision: seen }] : [],
    ),
    now,
  );
  await enqueueAll(
    tx,
    'answer.confirm',
    confirming.map(({ circle, envelope }) => ({
      payload: { circle, envelope },
      key: `answer.confirm:${envelope}`,
    })),
  );
  await enqueueAllDue(tx, 'later.remind', settled.flatMap(remindersOf));
  await enqueueAll(tx, 'digest.hear', newsOf(settled));
}

// The room digest tells the hosts: once a party, and once an answer that a host has put in, for that host knows it. In one
// order, so that no two batches wait for each other.
function newsOf(settled: readonly Settled[]) {
  const jobs = settled.flatMap(({ circle, party, envelope, typist, settlement }) =>
    settlement.answers.map(({ child }) =>
      typist === undefined
        ? { payload: { circle, party }, key: `digest.hear:${party}` }
        : {
            payload: { circle, party, account: typist, envelope, child },
            key: `digest.hear:${party}:${envelope}:${child}:${typist}`,
          },
    ),
  );
  return [...new Map(jobs.map((job) => [job.key, job])).values()].toSorted((one, other) =>
    one.key < other.key ? -1 : 1,
  );
}

// One for each child: a day that is chosen anew moves it. The room reminder looks again when the day has come.
function remindersOf({ circle, envelope, zone, settlement }: Settled) {
  return settlement.answers.flatMap(({ child, answer: { says, askAgainOn } }) =>
    says === 'later' && askAgainOn !== null
      ? [
          {
            payload: { circle, envelope },
            key: `later.remind:${envelope}:${child}`,
            due: momentToAskAgain(askAgainOn, zone),
          },
        ]
      : [],
  );
}

/** What a family said through an envelope that goes is said through the one that it keeps; both are locked already. */
export async function uniteAnswers(
  tx: Scoped,
  circle: string,
  merge: EnvelopeUnion['merge'],
  now: Temporal.Instant,
): Promise<void> {
  if (merge.length === 0) return;
  const keys = merge.flatMap(({ from, into }) => [from, into]).map(({ id }) => ({ circle, envelope: id }));
  const known = await listInvitations(tx, keys, 'look');
  const settled = merge.flatMap(({ from, into }) => {
    const [said, kept] = [known.get(from.id), known.get(into.id)];
    if (!said || !kept) return [];
    const { seenRevision, party } = kept;
    const { zone } = party.plan;
    const settlement = uniteInvitations(said, kept);
    return [{ circle, envelope: into.id, party: into.party, zone, seenRevision, settlement }];
  });
  await save(tx, settled, now);
}
