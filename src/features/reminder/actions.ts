import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { outsideQuietHours } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue, enqueueAllDue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { projectForGuest, type GuestView } from '../answer/rules.ts';
import { findInvitation, type OnEnvelope } from '../answer/store.ts';
import type { Adult, Child } from '../circle/rules.ts';
import { getCircle } from '../circle/store.ts';
import { findAddressed, type Addressed } from '../invitation/store.ts';
import { isPlanned, momentOfLastDay, stateOf, type HostPass, type Party } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import { listFamiliesInPeace } from '../peace/actions.ts';
import {
  childrenOfDay,
  childrenToRemind,
  dayIn,
  familiesWaiting,
  nextByItself,
  nextReminder,
  remind,
  remindOfLastDay,
  type AskedFamily,
  type RemindRefusal,
  type Reminding,
  type Sheet,
} from './rules.ts';
import {
  listAskedFamilies,
  listReminders,
  saveLastDayReminders,
  saveLaterReminder,
  saveReminder,
} from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** What the host's page says of reminding: whether anybody waits, and what a press would do. */
export type ReminderSheet = {
  waiting: number;
  next: Result<Reminding, RemindRefusal>;
  from: Temporal.Instant;
  last: Temporal.Instant | null;
  /** When one more goes by itself, if it is still to come. */
  byItself: Temporal.Instant | null;
};

export async function lookAtReminding(
  tx: Scoped,
  pass: OnParty,
  party: Party,
  now: Temporal.Instant,
): Promise<ReminderSheet> {
  const sheet = await readSheet(tx, pass, party);
  return {
    waiting: familiesWaiting(sheet, now).length,
    next: remind(sheet, now),
    from: nextReminder(sheet),
    last: sheet.reminders.at(-1)?.sentAt ?? null,
    byItself: nextByItself(sheet, now),
  };
}

/**
 * Reminds the families that have not answered. `offered` is the reminder that the page spoke of: pressed twice, or by two
 * hosts at once, it is one.
 */
export async function remindFamilies(
  { db, clock, news }: Platform,
  pass: HostPass,
  offered: number,
): Promise<Result<null, RemindRefusal>> {
  const now = clock();
  const reminded = await inCircle<Result<null, RemindRefusal>>(db, pass.circle, async (tx) => {
    const sheet = await readSheet(tx, pass, await getParty(tx, pass, 'lock'));
    if (sheet.reminders.some(({ number }) => number === offered)) return ok(null);
    const decided = remind(sheet, now);
    if (!decided.ok) return decided;
    const { number, envelopes, at } = decided.value;
    if (number !== offered) return refuse('not_offered');
    const id = newId();
    await saveReminder(tx, pass, { id, number, sentAt: at });
    await enqueueAllDue(
      tx,
      'reminder.mail',
      envelopes.map((envelope) => ({
        payload: { circle: pass.circle, envelope, reminder: id },
        key: `reminder.mail:${envelope}`,
        due: at,
      })),
    );
    return ok(null);
  });
  if (reminded.ok) news.tell(pass.party);
  return reminded;
}

/**
 * Two days before the host's last day, whoever has not answered is reminded by itself. The plan may have moved since this
 * was asked for: then it waits for its new moment, or is not wanted any more.
 */
export async function remindBeforeLastDay({ db, clock, news }: Platform, pass: OnParty): Promise<void> {
  const now = clock();
  const reminded = await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isPlanned(party) || stateOf(party, now) !== 'ahead') return false;
    const due = momentOfLastDay(party.plan, now);
    if (!due) return false;
    if (!due.equals(now)) {
      await enqueue(tx, 'last_day.remind', { ...pass }, { due, key: `last_day.remind:${pass.party}` });
      return false;
    }
    const envelopes = remindOfLastDay(await readSheet(tx, pass, party), now);
    const fresh = await saveLastDayReminders(tx, pass.circle, envelopes, now);
    await enqueueAllDue(
      tx,
      'last_day.mail',
      fresh.map((envelope) => ({
        payload: { circle: pass.circle, envelope },
        key: `last_day.mail:${envelope}`,
        due,
      })),
    );
    return fresh.length > 0;
  });
  if (reminded) news.tell(pass.party);
}

/** The day has come that a family chose: its mail is asked for once, however often this runs. */
export async function rememberLater({ db, clock }: Platform, on: OnEnvelope): Promise<void> {
  const now = clock();
  await inCircle(db, on.circle, async (tx) => {
    const known = await readFamily(tx, on);
    if (!known || childrenOfDay(known.family, known.party, now).length === 0) return;
    const zone = known.party.plan?.zone ?? 'UTC';
    const day = dayIn(zone, now);
    if (!(await saveLaterReminder(tx, on, day, now))) return;
    const due = outsideQuietHours(now, zone);
    await enqueue(tx, 'later.mail', { ...on, day }, { due, key: `later.mail:${on.envelope}` });
  });
}

/** What a reminder needs of a family: whom it names, and what its guest may see. */
export type ReminderFor = {
  children: Child[];
  view: GuestView;
  adults: Adult[];
  linkVersion: number;
  family: string;
  language: Language;
};

/** Why a family is reminded; whoever chose the day itself is asked on that day. */
export type ReminderCause = { why: 'waiting' | 'last_day' } | { why: 'later'; day: string };

/** Looks once more just before the mail leaves: who has answered by now gets none. */
export async function findReminder(
  { db, clock }: Platform,
  on: OnEnvelope,
  cause: ReminderCause,
): Promise<ReminderFor | null> {
  const now = clock();
  return inCircle(db, on.circle, async (tx) => {
    const known = await readFamily(tx, on);
    const invitation = known && (await findInvitation(tx, on));
    if (!known || !invitation) return null;
    const { family, party, addressed } = known;
    return {
      children:
        cause.why === 'later'
          ? childrenOfDay(family, party, now, cause.day)
          : childrenToRemind(family, party, now),
      view: projectForGuest(invitation, now),
      adults: addressed.addressee.adults,
      linkVersion: addressed.envelope.linkVersion,
      family: family.family,
      language: invitation.language ?? (await getCircle(tx, on)).language,
    };
  });
}

type KnownFamily = { party: Party; family: AskedFamily; addressed: Addressed };

async function readFamily(tx: Scoped, on: OnEnvelope): Promise<KnownFamily | null> {
  const addressed = await findAddressed(tx, on);
  if (!addressed) return null;
  const pass = { circle: on.circle, party: addressed.party };
  const party = await findParty(tx, pass);
  const [family] = party ? (await readSheet(tx, pass, party, on.envelope)).families : [];
  return party && family ? { party, family, addressed } : null;
}

async function readSheet(tx: Scoped, pass: OnParty, party: Party, only?: string): Promise<Sheet> {
  const peace = isPlanned(party) ? await listFamiliesInPeace(tx, party) : new Set<string>();
  const families = await listAskedFamilies(tx, pass, only);
  return {
    party,
    reminders: await listReminders(tx, pass),
    families: families.map((one) => ({ ...one, inPeace: one.inPeace || peace.has(one.family) })),
  };
}
