import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FieldErrors, Typed } from '../../platform/web/form.ts';
import type { GuestPass } from '../invitation/rules.ts';
import type { HostPass } from '../party/rules.ts';
import { parseDetails } from './form.ts';
import { dayToAskAgain, mayAnswer, mayAskAgainOn, projectForGuest } from './rules.ts';
import type { Answer, AnswerRefusal, EnteredBy, GuestView, Invitation, Invited, Said } from './rules.ts';
import { deleteCompany, findInvitation, saveAnswer, saveCompany } from './store.ts';

/** The invitation as its family may see it. */
export async function lookAtInvitation({ db, clock }: Platform, pass: GuestPass): Promise<GuestView | null> {
  const invitation = await inCircle(db, pass.circle, (tx) => findInvitation(tx, pass, pass.version));
  return invitation && projectForGuest(invitation, clock());
}

type Answering = { child: string; says: Said };

/** One press answers; the last answer counts, and each change is confirmed to the family. */
export function answerInvitation(
  platform: Platform,
  pass: GuestPass,
  answering: Answering,
): Promise<Result<Said, AnswerRefusal>> {
  return settle(platform, pass, (tx, invitation) =>
    write(platform, tx, { pass, invitation, answering, by: 'family' }),
  );
}

/** The answer that the envelope's button carried: for a family with one child asked. */
export async function answerOnOpening(platform: Platform, pass: GuestPass, says: Said): Promise<void> {
  await settle(platform, pass, async (tx, invitation) => {
    const [only, ...others] = invitation.invited;
    if (!only || others.length > 0) return refuse('not_asked');
    return write(platform, tx, { pass, invitation, answering: { child: only.child.id, says }, by: 'family' });
  });
}

/** An answer that was given by phone, put in by the host; the family sees who put it in. */
export function enterAnswer(
  platform: Platform,
  pass: HostPass,
  envelope: string,
  answering: Answering,
): Promise<Result<Said, AnswerRefusal>> {
  const on = { circle: pass.circle, envelope, version: null };
  return settle(platform, on, async (tx, invitation) => {
    if (invitation.party.id !== pass.party) return refuse('not_asked');
    return write(platform, tx, { pass: on, invitation, answering, by: 'host' });
  });
}

/** A better day to be asked again. */
export function askAgain(
  platform: Platform,
  pass: GuestPass,
  child: string,
  day: string,
): Promise<Result<null, AnswerRefusal | 'wrong_day'>> {
  return settle<null, AnswerRefusal | 'wrong_day'>(platform, pass, async (tx, invitation) => {
    const invited = mayAnswer(invitation, child, platform.clock());
    if (!invited.ok) return invited;
    const { answer } = invited.value;
    if (answer?.says !== 'later') return refuse('not_asked');
    if (!mayAskAgainOn(invitation.party.plan, day, platform.clock())) return refuse('wrong_day');
    await saveAnswer(tx, pass, child, { ...answer, askAgainOn: day });
    return ok(null);
  });
}

export type DetailsRefusal = AnswerRefusal | { errors: FieldErrors };

/** Who comes along and what they cannot eat; only with a yes. */
export function tellDetails(
  platform: Platform,
  pass: GuestPass,
  typed: Typed,
): Promise<Result<null, DetailsRefusal>> {
  const now = platform.clock();
  return settle<null, DetailsRefusal>(platform, pass, async (tx, invitation) => {
    const coming = invitation.invited.filter(({ answer }) => answer?.says === 'yes');
    const may = mayAnswer(invitation, coming[0]?.child.id ?? '', now);
    if (!may.ok) return may;
    const form = parseDetails(typed, coming);
    if (!form.ok) return refuse({ errors: form.errors });
    await saveCompany(tx, pass, form.value.company);
    for (const { child, answer } of coming)
      if (answer)
        await saveAnswer(tx, pass, child.id, {
          ...answer,
          food: form.value.food.get(child.id) ?? '',
          at: now,
        });
    await confirm(tx, pass);
    return ok(null);
  });
}

type OnEnvelope = { readonly circle: string; readonly envelope: string; readonly version: number | null };

// One transaction: the envelope is locked, the decision made, the answer saved and its confirmation asked for.
async function settle<Value, Refusal>(
  { db, news }: Platform,
  pass: OnEnvelope,
  decide: (tx: Scoped, invitation: Invitation) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | 'not_asked'>> {
  let party = '';
  const settled = await inCircle<Result<Value, Refusal | 'not_asked'>>(db, pass.circle, async (tx) => {
    const invitation = await findInvitation(tx, pass, pass.version, 'lock');
    if (!invitation) return refuse('not_asked');
    party = invitation.party.id;
    return decide(tx, invitation);
  });
  if (settled.ok) news.tell(party);
  return settled;
}

type Writing = { pass: OnEnvelope; invitation: Invitation; answering: Answering; by: EnteredBy };

async function write(
  { clock }: Platform,
  tx: Scoped,
  { pass, invitation, answering, by }: Writing,
): Promise<Result<Said, AnswerRefusal>> {
  const { child, says } = answering;
  const now = clock();
  const invited = mayAnswer(invitation, child, now);
  if (!invited.ok) return invited;
  // The same press twice is one answer: nothing changes and nothing is confirmed again.
  if (invited.value.answer?.says === says && invited.value.answer.enteredBy === by) return ok(says);
  await saveAnswer(tx, pass, child, newAnswer(invitation, invited.value, says, by, now));
  if (says !== 'yes' && !comesElse(invitation, child)) await deleteCompany(tx, pass);
  await confirm(tx, pass);
  return ok(says);
}

function newAnswer(
  { party }: Invitation,
  { answer }: Invited,
  says: Said,
  by: EnteredBy,
  at: Temporal.Instant,
): Answer {
  const food = says === 'yes' ? (answer?.food ?? '') : '';
  return { says, food, enteredBy: by, at, askAgainOn: says === 'later' ? dayToAskAgain(party, at) : null };
}

function comesElse({ invited }: Invitation, child: string): boolean {
  return invited.some((one) => one.child.id !== child && one.answer?.says === 'yes');
}

async function confirm(tx: Scoped, { circle, envelope }: OnEnvelope): Promise<void> {
  await enqueue(tx, 'answer.confirm', { circle, envelope }, { key: `answer.confirm:${envelope}` });
}
