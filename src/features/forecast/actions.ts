import type { Result } from '../../kernel/result.ts';
import { isBy, outsideQuietHours } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle } from '../circle/store.ts';
import { isOpen, type Asked } from '../coming/rules.ts';
import { listAsked } from '../coming/store.ts';
import type { Host } from '../digest/rules.ts';
import { listHosts } from '../digest/store.ts';
import { momentToLook, type HostPass, type Party, type PlannedParty } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import { lookAtReminding, type ReminderSheet } from '../reminder/actions.ts';
import { howItSuits } from '../times/actions.ts';
import {
  caseOf,
  hopeOf,
  isForecast,
  levelsToTell,
  mayHope,
  outlookOf,
  type Guest,
  type HopeRefusal,
  type Level,
  type Outlook,
} from './rules.ts';
import { findNotes, listGuests, saveAfternoon, saveHope, saveWarned } from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** What another room has loaded already of what the forecast is made of. */
type Loaded = { guests: readonly Guest[]; askedAgain: readonly Asked[] };

/** How many will come, for the host's page; nothing of a party that is small on purpose, over, or called off. */
export async function lookAtOutlook(
  tx: Scoped,
  pass: OnParty,
  party: Party,
  loaded: Loaded,
  now: Temporal.Instant,
): Promise<Outlook | null> {
  if (!isOpen(party, now)) return null;
  const outlook = await readOutlook(tx, pass, party, loaded, now);
  return isForecast(party, outlook.known) ? outlook : null;
}

async function readOutlook(
  tx: Scoped,
  pass: OnParty,
  party: PlannedParty,
  loaded: Loaded,
  now: Temporal.Instant,
): Promise<Outlook> {
  const { hope, dropped, promised, afternoon } = await findNotes(tx, pass, now);
  const evidence = { ...loaded, promised, dropped, afternoon };
  return outlookOf(caseOf(evidence, party, now), hope, party, now);
}

async function load(tx: Scoped, pass: OnParty): Promise<Loaded> {
  return { guests: await listGuests(tx, pass), askedAgain: await listAsked(tx, pass) };
}

/** How many children the host hopes for, or would if nothing was said. */
export async function hopedFor(tx: Scoped, on: OnParty, now: Temporal.Instant): Promise<number> {
  const { hope } = await findNotes(tx, on, now);
  return hopeOf(hope, (await listGuests(tx, on)).length);
}

export type ForecastSheet = { party: PlannedParty; outlook: Outlook; reminding: ReminderSheet };

/** The page of the forecast; none before the invitations are out, and none of what has begun. */
export async function lookAtForecast({ db, clock }: Platform, pass: HostPass): Promise<ForecastSheet | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    if (!isOpen(party, now)) return null;
    const outlook = await readOutlook(tx, pass, party, await load(tx, pass), now);
    return { party, outlook, reminding: await lookAtReminding(tx, pass, party, now) };
  });
}

/** A host says how many children it hopes for. */
export async function chooseHope(
  { db, clock, news }: Platform,
  pass: HostPass,
  children: number,
): Promise<Result<null, HopeRefusal>> {
  const chosen = await inCircle<Result<null, HopeRefusal>>(db, pass.circle, async (tx) => {
    const may = mayHope(await getParty(tx, pass, 'lock'), clock());
    if (may.ok) await saveHope(tx, pass, children);
    return may;
  });
  if (chosen.ok) news.tell(pass.party);
  return chosen;
}

/** Each morning of the last days: how the time suits by now, how many will come, and when to look again. */
export async function lookAgain(platform: Platform, pass: OnParty): Promise<void> {
  const { db, clock } = platform;
  const now = clock();
  const party = await inCircle(db, pass.circle, async (tx) => {
    const known = await findParty(tx, pass);
    if (!known || !isOpen(known, now)) return null;
    const due = momentToLook(known.plan, now);
    if (due) await enqueue(tx, 'forecast.look', { ...pass }, { due, key: `forecast.look:${pass.party}` });
    return known;
  });
  if (!party) return;
  await lookAtAfternoon(platform, pass, party);
  await watchParty(platform, pass);
}

// The times room asks in a transaction of its own, which holds the host's family and no party.
async function lookAtAfternoon(platform: Platform, pass: OnParty, party: PlannedParty): Promise<void> {
  const { db, clock } = platform;
  const suits = await howItSuits(platform, { ...pass, family: party.families[0] }, party.plan);
  const looks = suits === 'cool' ? 'taken' : suits === 'warm' ? 'free' : 'unknown';
  const { startsAt } = party.plan;
  await inCircle(db, pass.circle, (tx) => saveAfternoon(tx, pass, { startsAt, looks }, clock()));
}

/**
 * Tells the hosts, once at each level, that it may be a quiet party. The party is locked, so that of two looks at once one
 * tells; what comes at night waits for the morning and is looked at then.
 */
export async function watchParty({ db, clock }: Platform, pass: OnParty): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isOpen(party, now)) return;
    const due = outsideQuietHours(now, party.plan.zone);
    if (!due.equals(now)) {
      const key = `forecast.hear:${pass.party}`;
      if (!isBy(party.plan.startsAt, due)) await enqueue(tx, 'forecast.hear', { ...pass }, { due, key });
      return;
    }
    const outlook = await readOutlook(tx, pass, party, await load(tx, pass), now);
    const { told } = await findNotes(tx, pass, now);
    const levels = levelsToTell(outlook, told);
    const highest = levels.at(-1);
    if (highest === undefined) return;
    await saveWarned(tx, pass, levels, now);
    const key = `forecast.mail:${pass.party}:${highest}`;
    await enqueue(tx, 'forecast.mail', { ...pass, level: String(highest) }, { due: now, key });
  });
}

/** What a mail needs that tells of a quiet party. */
export type Warning = {
  party: PlannedParty;
  outlook: Outlook;
  reminding: ReminderSheet;
  hosts: Host[];
  spoken: Language;
};

/** As it is when the mail is written; none when it looks better by then. */
export async function findWarning(
  { db, clock }: Platform,
  pass: OnParty,
  level: Level,
): Promise<Warning | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass);
    if (!party || !isOpen(party, now)) return null;
    const outlook = await readOutlook(tx, pass, party, await load(tx, pass), now);
    if (outlook.level === null || outlook.level < level) return null;
    return {
      party,
      outlook,
      reminding: await lookAtReminding(tx, pass, party, now),
      hosts: await listHosts(tx, pass),
      spoken: (await getCircle(tx, pass)).language,
    };
  });
}
