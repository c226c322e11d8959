import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy } from '../../kernel/time.ts';
import { inCircle } from '../../platform/database/database.ts';
import { enqueue, enqueueAllDue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { projectForGuest, type GuestView } from '../answer/rules.ts';
import { findInvitation, listInvitations, type OnEnvelope } from '../answer/store.ts';
import type { Adult } from '../circle/rules.ts';
import { getCircle } from '../circle/store.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { findAddressed } from '../invitation/store.ts';
import type { Round } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import { listFamiliesInPeace } from '../peace/actions.ts';
import { listSpared } from '../peace/store.ts';
import { listAskedFamilies } from '../reminder/store.ts';
import {
  childrenComing,
  confirm,
  isOpen,
  mayBeAsked,
  momentToAsk,
  placesAtTable,
  questionOf,
  type ConfirmRefusal,
  type Question,
} from './rules.ts';
import { countChildrenComing, listAsked, listWritable, saveAsked, saveConfirmed } from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/**
 * Every yes is asked once more. The plan may have moved since this was asked for: then the round waits for its new
 * moment, or is not wanted any more. Whatever runs twice asks once.
 */
export async function askRound({ db, clock, news }: Platform, pass: OnParty, days: Round): Promise<void> {
  const now = clock();
  const asked = await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isOpen(party, now)) return false;
    const due = momentToAsk(party.plan, days, now);
    if (!due) return false;
    if (!due.equals(now)) {
      const key = `coming.ask:${pass.party}:${days}`;
      await enqueue(tx, 'coming.ask', { ...pass, days: String(days) }, { due, key });
      return false;
    }
    const before = await listAsked(tx, pass);
    const writable = await listWritable(tx, pass);
    const { revision } = party;
    const asking = (await listAskedFamilies(tx, pass))
      .filter((family) => mayBeAsked(family, before, party, now))
      // A family in peace has an address too, for all that its host can see: its mail is not written.
      .map(({ envelope }) => ({ envelope, revision, days, byMail: writable.has(envelope) }));
    const fresh = await saveAsked(tx, pass.circle, asking, now);
    await enqueueAllDue(
      tx,
      'coming.mail',
      fresh
        .filter((envelope) => writable.has(envelope))
        .map((envelope) => ({
          payload: { circle: pass.circle, envelope, days: String(days) },
          key: `coming.mail:${envelope}`,
          due,
        })),
    );
    return fresh.length > 0;
  });
  if (asked) news.tell(pass.party);
}

/** What the mail needs that asks a family once more. */
export type AskedOnce = {
  view: GuestView;
  children: string[];
  places: number | null;
  adults: Adult[];
  linkVersion: number;
  language: Language;
};

/** Looks once more just before the mail leaves: who has said something by now, or is in peace, gets none. */
export async function findQuestion({ db, clock }: Platform, on: OnEnvelope): Promise<AskedOnce | null> {
  const now = clock();
  return inCircle(db, on.circle, async (tx) => {
    const addressed = await findAddressed(tx, on);
    const invitation = await findInvitation(tx, on);
    if (!addressed || !invitation || invitation.hasLeft) return null;
    const { party, family, invited } = invitation;
    const pass = { circle: on.circle, party: party.id };
    if (!isOpen(party, now) || (await listFamiliesInPeace(tx, party)).has(family)) return null;
    if (questionOf(await listAsked(tx, pass, on.envelope)) !== 'asked') return null;
    const spared = await listSpared(tx, { circle: on.circle, family }, party.plan.kind);
    return {
      view: projectForGuest(invitation, now),
      children: childrenComing(invited, party.revision).map(({ child }) => child.name),
      places: placesAtTable(await countChildrenComing(tx, pass), party),
      adults: addressed.addressee.adults.filter(({ address }) => address !== null && !spared.has(address)),
      linkVersion: addressed.envelope.linkVersion,
      language: invitation.language ?? (await getCircle(tx, on)).language,
    };
  });
}

/** What the page of a family asks while a round is open. */
export async function lookAtQuestion(
  { db, clock }: Platform,
  pass: GuestPass,
  view: GuestView,
): Promise<Question | null> {
  const { party, invited, open } = view;
  if (!open || isBy(party.plan.startsAt, clock())) return null;
  if (childrenComing(invited, party.revision).length === 0) return null;
  const on = { circle: pass.circle, party: party.id };
  const asked = await inCircle(db, pass.circle, (tx) => listAsked(tx, on, pass.envelope));
  return questionOf(asked);
}

/** One press: all the children of the family who come are coming. */
export async function confirmComing(
  { db, clock, news }: Platform,
  pass: GuestPass,
  revision: number,
): Promise<Result<null, ConfirmRefusal>> {
  const now = clock();
  type Confirmed = Result<string | null, ConfirmRefusal>;
  const confirmed = await inCircle<Confirmed>(db, pass.circle, async (tx) => {
    const invitation = (await listInvitations(tx, [pass], 'lock')).get(pass.envelope);
    if (invitation?.linkVersion !== pass.version) return refuse('not_asked');
    const { party } = invitation;
    const asked = await listAsked(tx, { circle: pass.circle, party: party.id }, pass.envelope);
    const decided = confirm(invitation, asked, revision, now);
    if (!decided.ok) return decided;
    if (!decided.value) return ok(null);
    await saveConfirmed(tx, pass, { revision: party.revision, days: decided.value.days }, now);
    return ok(party.id);
  });
  if (!confirmed.ok) return confirmed;
  if (confirmed.value !== null) news.tell(confirmed.value);
  return ok(null);
}
