import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue, enqueueAll } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { textOf, type FieldErrors, type Typed } from '../../platform/web/form.ts';
import { mayHandOver, mayShowAgain } from '../delivery/rules.ts';
import { askForNo, markQuietTold, markReceipts } from '../invitation/actions.ts';
import { callOff, changePlan, planAsTyped, readChange } from '../party/actions.ts';
import {
  isPlanned,
  mayChange,
  stateOf,
  type HostPass,
  type Party,
  type PlannedParty,
} from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { listEnvelopes } from '../invitation/store.ts';
import { isByTeacher, type Rule } from '../rule/rules.ts';
import { audienceOf, newsBoardOf, weigh, type NewsBoard, type Weighed } from './rules.ts';
import { listReached } from './store.ts';

/** The plan as it stands, to be changed; none when it can no longer be. */
export async function lookAtChanges(
  { db, clock }: Platform,
  pass: HostPass,
): Promise<{ party: PlannedParty; typed: Typed } | null> {
  const may = mayChange(await inCircle(db, pass.circle, (tx) => getParty(tx, pass)), clock());
  return may.ok ? { party: may.value, typed: planAsTyped(may.value) } : null;
}

export type ChangeRefusal =
  | { kind: 'not_ahead' }
  | { kind: 'malformed'; party: PlannedParty; errors: FieldErrors }
  | { kind: 'outdated'; weighed: Weighed };

/** What a change would be, before it is one. */
export async function weighChange(
  { db, clock }: Platform,
  pass: HostPass,
  typed: Typed,
): Promise<Result<Weighed, ChangeRefusal>> {
  return inCircle(db, pass.circle, async (tx) => weighIn(tx, pass, await getParty(tx, pass), typed, clock()));
}

/** Changes the plan as its host was shown; of what has become another change since, there is another look. */
export async function changeParty(
  platform: Platform,
  pass: HostPass,
  typed: Typed,
): Promise<Result<null, ChangeRefusal>> {
  const { db, clock, news } = platform;
  const now = clock();
  const changed = await inCircle<Result<null, ChangeRefusal>>(db, pass.circle, async (tx) => {
    const weighing = await weighIn(tx, pass, await getParty(tx, pass, 'lock'), typed, now);
    if (!weighing.ok) return weighing;
    const { party, plan, kind, digest } = weighing.value;
    if (textOf(typed, 'digest') !== digest) return refuse({ kind: 'outdated', weighed: weighing.value });
    if (kind === 'nothing') return ok(null);
    const { news: isNews } = await changePlan(
      tx,
      pass,
      { party, plan, typed: planAsTyped({ ...party, plan }) },
      now,
    );
    if (isNews) await announce(platform, tx, pass);
    return ok(null);
  });
  if (changed.ok) news.tell(pass.party);
  return changed;
}

async function weighIn(
  tx: Scoped,
  pass: HostPass,
  party: Party,
  typed: Typed,
  now: Temporal.Instant,
): Promise<Result<Weighed, ChangeRefusal>> {
  const may = mayChange(party, now);
  if (!may.ok) return refuse({ kind: 'not_ahead' });
  const form = readChange(may.value, typed, now);
  if (!form.ok) return refuse({ kind: 'malformed', party: may.value, errors: form.errors });
  return ok(weigh(may.value, form.value, audienceOf(await listReached(tx, pass))));
}

/** Calls the party off: everybody who was told of it is told, whatever they answered. */
export async function cancelParty(platform: Platform, pass: HostPass): Promise<Result<null, 'not_ahead'>> {
  const { db, clock, news } = platform;
  const now = clock();
  const cancelled = await inCircle<Result<null, 'not_ahead'>>(db, pass.circle, async (tx) => {
    const off = await callOff(tx, pass, now);
    if (!off.ok) return off;
    if (!off.value.postedAt) return ok(null);
    await markQuietTold(tx, pass, now);
    await announce(platform, tx, pass);
    return ok(null);
  });
  if (cancelled.ok) news.tell(pass.party);
  return cancelled;
}

/** Asks for the mails of the last news, in the transaction that made it: to every family of the list, and the other hosts. */
export async function announce(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  pass: HostPass,
): Promise<void> {
  await announceToGuests(platform, tx, pass);
  const { circle, party: id, account } = pass;
  const key = `notice.hosts:${id}:${account}`;
  await enqueue(tx, 'notice.hosts', { circle, party: id, account }, { due: platform.clock(), key });
}

/**
 * The same to the families alone, whatever they have answered and whichever way their invitations came. A family in peace
 * is told of nothing, unless it comes; a no that stands is not said again, like that of another family.
 */
export async function announceToGuests(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  pass: { readonly circle: string; readonly party: string },
): Promise<void> {
  const reached = await listReached(tx, pass);
  const families = reached.filter(({ quiet, comes }) => !quiet || comes);
  const party = await getParty(tx, pass);
  if (isPlanned(party) && !party.cancelledAt)
    for (const { envelope, quiet, decided } of reached)
      if (quiet && !decided) await askForNo(platform, tx, party, envelope);
  await askForNotices(
    tx,
    pass,
    families.map(({ envelope }) => envelope),
  );
}

// So many families are written to at once: few enough that the first mails leave while the others are written.
const together = 20;

async function askForNotices(
  tx: Scoped,
  { circle, party }: { readonly circle: string; readonly party: string },
  envelopes: readonly string[],
): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(envelopes.length / together) }, (_, place) =>
    envelopes.slice(place * together, (place + 1) * together).join(','),
  );
  // Asked again before they have run, the jobs of the last change are those of this one, which tells all that there is.
  await enqueueAll(
    tx,
    'notice.mail',
    chunks.map((chunk, place) => ({
      payload: { circle, envelopes: chunk },
      key: `notice.mail:${party}:${place}`,
    })),
  );
}

/** The host has told a family itself; it counts for the plan that stood on the host's page. */
export async function tellFamily(
  { db, clock, news }: Platform,
  pass: HostPass,
  envelope: string,
  revision: number,
): Promise<Result<null, 'not_asked'>> {
  const told = await inCircle<Result<null, 'not_asked'>>(db, pass.circle, async (tx) => {
    const families = await listReached(tx, pass);
    if (!families.some((family) => family.envelope === envelope)) return refuse('not_asked');
    await markReceipts(tx, [{ circle: pass.circle, envelope, revision }], clock());
    return ok(null);
  });
  if (told.ok) news.tell(pass.party);
  return told;
}

/** The board of the news, and for whom there is something to hand over. */
export type ShownNews = NewsBoard & { handable: string[] };

/** Who has seen the last news and who has not; nothing while there is none, or nobody who could have heard. */
export async function lookAtNews(
  tx: Scoped,
  pass: HostPass,
  { party, rule, now }: { party: Party; rule: Rule; now: Temporal.Instant },
): Promise<ShownNews | null> {
  if (party.revision === 0 || !party.postedAt || stateOf(party, now) === 'over') return null;
  const reached = await listReached(tx, pass);
  const board = newsBoardOf(party.revision, reached);
  if (board.all === 0) return null;
  const envelopes = new Map((await listEnvelopes(tx, pass)).map((one) => [one.id, one]));
  const byTeacher = isByTeacher(rule);
  const handable = reached.filter(({ envelope: id, answered, seenRevision }) => {
    const envelope = envelopes.get(id);
    const standing = { answered, byTeacher, state: stateOf(party, now) };
    const behind = seenRevision < party.revision;
    return (
      envelope !== undefined &&
      (mayHandOver(envelope, standing).ok || mayShowAgain(envelope, { ...standing, behind }))
    );
  });
  return { ...board, handable: handable.map(({ envelope }) => envelope) };
}
