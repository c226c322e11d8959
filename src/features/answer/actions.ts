import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, inCircles, type Scoped } from '../../platform/database/database.ts';
import { together } from '../../platform/database/together.ts';
import { enqueueAll } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FieldErrors, Typed } from '../../platform/web/form.ts';
import type { EnvelopeUnion, GuestPass } from '../invitation/rules.ts';
import type { HostPass } from '../party/rules.ts';
import { parseDetails } from './form.ts';
import { comingOf, giveAnswer, postpone, projectForGuest, tellCompany, uniteInvitations } from './rules.ts';
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

type Pressed = { child: string; says: Said };

/** One press answers; the last answer counts, and each change is confirmed to the family. */
export function answerInvitation(
  platform: Platform,
  pass: GuestPass,
  pressed: Pressed,
): Promise<Result<null, AnswerRefusal>> {
  const now = platform.clock();
  return settle(platform, pass, (invitation) => giveAnswer(invitation, { ...pressed, by: 'family' }, now));
}

/** The answer that the envelope's button carried: for a family with one child asked. */
export async function answerOnOpening(platform: Platform, pass: GuestPass, says: Said): Promise<void> {
  const now = platform.clock();
  await settle(platform, pass, (invitation) => {
    const [only, ...others] = invitation.invited;
    if (!only || others.length > 0) return refuse('not_asked');
    // A machine that presses every button of a mail changes no answer that was given.
    if (only.answer) return ok({ answers: [], confirm: false });
    return giveAnswer(invitation, { child: only.child.id, says, by: 'family' }, now);
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
  return settle(platform, { circle: pass.circle, envelope }, (invitation) =>
    invitation.party.id === pass.party
      ? giveAnswer(invitation, { ...pressed, by: 'host' }, now)
      : refuse('not_asked'),
  );
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

type Decision<Refusal> = (invitation: Invitation) => Result<Settlement, Refusal>;
type Waiting = { on: OnEnvelope & { version?: number }; decide: Decision<unknown> };
type Desk = (waiting: Waiting) => Promise<Result<null, unknown>>;

async function settle<Refusal>(
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
  const desk = together((batch: Waiting[]) => settleAll(platform, batch), options);
  desks.set(platform, desk);
  return desk;
}

type Settled = OnEnvelope & { party: string; settlement: Settlement };

// One transaction: the envelopes are locked, each decision made, all of them saved and their confirmations asked for.
async function settleAll({ db, news }: Platform, batch: Waiting[]): Promise<Result<null, unknown>[]> {
  const circles = [...new Set(batch.map(({ on }) => on.circle))];
  const told = new Set<string>();
  const outcomes = await inCircles(db, circles, async (tx) => {
    const known = await listInvitations(
      tx,
      batch.map(({ on }) => on),
      'lock',
    );
    const settled: Settled[] = [];
    const results = batch.map(({ on, decide }): Result<null, unknown> => {
      const invitation = known.get(on.envelope);
      if (!invitation || (on.version ?? invitation.linkVersion) !== invitation.linkVersion)
        return refuse('not_asked');
      const decided = decide(invitation);
      if (!decided.ok) return decided;
      const { circle, envelope } = on;
      settled.push({ circle, envelope, party: invitation.party.id, settlement: decided.value });
      return ok(null);
    });
    await save(tx, settled);
    for (const { party, settlement } of settled) if (settlement.answers.length > 0) told.add(party);
    if (told.size > 0) await news.tellWith(tx, [...told]);
    return results;
  });
  for (const party of told) news.tellHere(party);
  return outcomes;
}

async function save(tx: Scoped, settled: readonly Settled[]): Promise<void> {
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
  await enqueueAll(
    tx,
    'answer.confirm',
    confirming.map(({ circle, envelope }) => ({
      payload: { circle, envelope },
      key: `answer.confirm:${envelope}`,
    })),
  );
}

/** What a family said through an envelope that goes is said through the one that it keeps; both are locked already. */
export async function uniteAnswers(tx: Scoped, circle: string, merge: EnvelopeUnion['merge']): Promise<void> {
  if (merge.length === 0) return;
  const keys = merge.flatMap(({ from, into }) => [from, into]).map(({ id }) => ({ circle, envelope: id }));
  const known = await listInvitations(tx, keys, 'look');
  const settled = merge.flatMap(({ from, into }) => {
    const [said, kept] = [known.get(from.id), known.get(into.id)];
    if (!said || !kept) return [];
    return [{ circle, envelope: into.id, party: into.party, settlement: uniteInvitations(said, kept) }];
  });
  await save(tx, settled);
}
