import { newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { outsideQuietHours } from '../../kernel/time.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { findInvitation, listInvitations } from '../answer/store.ts';
import { projectForGuest, type GuestView, type Invitation } from '../answer/rules.ts';
import type { GuestPass } from '../invitation/rules.ts';
import type { OnUnion } from '../joint/actions.ts';
import type { HostPass, Party } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import {
  add,
  callAnew,
  isIn,
  isSame,
  kindOf,
  mayBring,
  mayCall,
  mayPlan,
  mostExtras,
  pick,
  placesOpen,
  projectList,
  suggestions,
  take,
  type AddRefusal,
  type Called,
  type GuestList,
  type GuestRefusal,
  type Idea,
  type Kind,
  type Listed,
  type Need,
  type Ready,
} from './rules.ts';
import {
  deleteExtra,
  deleteIdeas,
  deleteNeed,
  deleteTake,
  hasNeeds,
  holdNeed,
  holdPlaces,
  listExtras,
  listIdeas,
  listNeeds,
  listOwnExtras,
  listTakers,
  moveLists,
  moveTakes,
  saveExtra,
  saveIdea,
  saveListed,
  saveNeed,
  saveTake,
  type Extra,
  type Taker,
} from './store.ts';

/** The list as its hosts see it: by thing, who brings it. Who takes nothing is nowhere. */
export type HostList = {
  party: Party;
  open: boolean;
  needs: (Need & { takers: Taker[]; places: number })[];
  extras: (Extra & { of: Taker })[];
  ideas: Idea[];
};

export async function lookAtList({ db, clock }: Platform, pass: HostPass): Promise<HostList> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const takers = await listTakers(tx, pass);
    return {
      party,
      open: mayPlan(party, clock()).ok,
      needs: (await listNeeds(tx, pass)).map((need) => ({
        ...need,
        places: placesOpen(need),
        takers: byName(need.takers.flatMap((envelope) => takers.get(envelope) ?? [])),
      })),
      extras: (await listExtras(tx, pass)).flatMap((extra) => {
        const of = takers.get(extra.envelope);
        return of ? [{ ...extra, of }] : [];
      }),
      ideas: await listIdeas(tx, pass),
    };
  });
}

// In an order that says nothing of who was quicker.
function byName(takers: Taker[]): Taker[] {
  return takers.toSorted((one, other) => (one.children[0] ?? '').localeCompare(other.children[0] ?? ''));
}

/** The list at a glance, for the host’s page: what is open, and how many things wait for a word of the host. */
export type ListGlance = { listed: number; open: Listed[]; extras: number };

export async function glanceAtList(tx: Scoped, pass: HostPass): Promise<ListGlance> {
  const listed = await listNeeds(tx, pass);
  return {
    listed: listed.length,
    open: listed.filter((need) => placesOpen(need) > 0),
    extras: (await listExtras(tx, pass)).length,
  };
}

/** Hosts of a party decide one after the other, for it is locked; whoever looks at it is told. */
async function asHost<Value, Refusal>(
  { db, clock, news }: Platform,
  pass: HostPass,
  work: (tx: Scoped, party: Party) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | 'closed'>> {
  const done = await inCircle<Result<Value, Refusal | 'closed'>>(db, pass.circle, async (tx) => {
    const may = mayPlan(await getParty(tx, pass, 'lock'), clock());
    return may.ok ? work(tx, may.value) : may;
  });
  if (done.ok) news.tell(pass.party);
  return done;
}

export type Wish = { words: string; kind: Kind; wanted: number };

/** Puts a thing on the list. Nobody gets a mail about it: it is there for whoever looks. */
export function addNeed(
  platform: Platform,
  pass: HostPass,
  wish: Wish,
): Promise<Result<null, AddRefusal | 'closed'>> {
  return asHost(platform, pass, async (tx) => {
    const added = await put(platform, tx, pass, { ...wish, ready: null });
    return added.ok ? ok(null) : added;
  });
}

/** Puts a thing on the list that is ready to press. */
export function addSuggested(
  platform: Platform,
  pass: HostPass,
  ready: Ready,
): Promise<Result<null, AddRefusal | 'closed'>> {
  return asHost(platform, pass, async (tx) => {
    const suggestion = suggestions.find((one) => one.ready === ready);
    if (!suggestion) return ok(null);
    const added = await put(platform, tx, pass, { ...suggestion, words: '' });
    return added.ok ? ok(null) : added;
  });
}

async function put(
  { clock }: Platform,
  tx: Scoped,
  pass: HostPass,
  wished: Omit<Need, 'id'>,
): Promise<Result<string, AddRefusal>> {
  const added = add(await listNeeds(tx, pass), wished);
  if (!added.ok) return added;
  const { same } = added.value;
  const id = same ?? newId();
  if (same === null) await saveNeed(tx, pass, { ...wished, id }, clock());
  return ok(id);
}

/**
 * A thing is called anew, or more or fewer of it are wanted. Who has taken it on keeps it. `named` are our names in the
 * language of the page.
 */
export function changeNeed(
  platform: Platform,
  pass: HostPass,
  need: string,
  { words, named, ...change }: Wish & { named: (ready: Ready) => string },
): Promise<Result<null, 'gone' | 'listed' | 'closed'>> {
  return asHost<null, 'gone' | 'listed'>(platform, pass, async (tx) => {
    const before = await holdNeed(tx, pass, need);
    if (!before) return refuse('gone');
    const called = callAnew(before, words, named);
    const may = mayCall(before, called, await listNeeds(tx, pass));
    if (!may.ok) return may;
    await saveNeed(tx, pass, { ...change, ...called, id: need }, platform.clock());
    return ok(null);
  });
}

/** Takes a thing off the list. Those who have taken it on are told, once each and by day. */
export function removeNeed(
  platform: Platform,
  pass: HostPass,
  need: string,
): Promise<Result<null, 'gone' | 'closed'>> {
  return asHost(platform, pass, async (tx, { plan }) => {
    if (!(await holdNeed(tx, pass, need))) return refuse('gone');
    const now = platform.clock();
    const on = { circle: pass.circle, need };
    const takers = await holdPlaces(tx, on);
    await deleteNeed(tx, on, takers.length > 0, now);
    const due = outsideQuietHours(now, plan?.zone ?? 'UTC');
    for (const envelope of takers)
      await enqueue(tx, 'need.gone', { ...on, envelope }, { due, key: `need.gone:${need}:${envelope}` });
    return ok(null);
  });
}

/** "Thank you, yes please": what a family would bring is a thing on the list, taken on by that family, and it hears so. */
export function thankFor(
  platform: Platform,
  pass: HostPass,
  extra: string,
): Promise<Result<null, 'gone' | 'closed'>> {
  return asHost(platform, pass, async (tx, { plan }) => {
    const offered = (await listExtras(tx, pass)).find(({ id }) => id === extra);
    const taken = offered && (await deleteExtra(tx, { ...pass, envelope: offered.envelope }, extra));
    if (!taken) return refuse('gone');
    const { envelope, words } = taken;
    const now = platform.clock();
    const need = newId();
    await saveNeed(tx, pass, { id: need, kind: 'other', ready: null, words, wanted: 1 }, now);
    await saveTake(tx, { circle: pass.circle, envelope }, need, now);
    const due = outsideQuietHours(now, plan?.zone ?? 'UTC');
    const about = { circle: pass.circle, need, envelope };
    await enqueue(tx, 'need.thanked', about, { due, key: `need.thanked:${need}` });
    return ok(null);
  });
}

/** What a guest sees: the list as it is for it, and what it would bring of its own. */
export type GuestSheet = { view: GuestView; in: boolean; list: GuestList; extras: Extra[] };

export async function lookAtGuestList({ db, clock }: Platform, pass: GuestPass): Promise<GuestSheet | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const invitation = await findInvitation(tx, pass);
    if (invitation?.linkVersion !== pass.version) return null;
    const view = projectForGuest(invitation, clock());
    const listed = await listNeeds(tx, { circle: pass.circle, party: invitation.party.id });
    return {
      view,
      in: isIn(invitation),
      list: projectList(listed, pass.envelope),
      extras: await listOwnExtras(tx, pass),
    };
  });
}

/** Whether a guest’s page leads to a list: there is one, and the family is in. */
export async function leadsToList(
  { db }: Platform,
  { circle }: GuestPass,
  { open, invited, party }: GuestView,
): Promise<boolean> {
  if (!open || !isIn({ invited })) return false;
  return inCircle(db, circle, (tx) => hasNeeds(tx, { circle, party: party.id }));
}

type BringRefusal = GuestRefusal | 'settled' | 'too_many';

// The envelope is locked first, as an answer locks it, and then the thing: nobody waits for each other, and a no that is
// given at the same moment is seen.
async function asGuest<Refusal>(
  { db, clock, news }: Platform,
  pass: GuestPass,
  work: (tx: Scoped, on: { circle: string; party: string }) => Promise<Result<null, Refusal>>,
): Promise<Result<null, Refusal | GuestRefusal | 'gone'>> {
  let told: string | null = null;
  type Done = Result<null, Refusal | GuestRefusal | 'gone'>;
  const done = await inCircle<Done>(db, pass.circle, async (tx) => {
    const invitation = (await listInvitations(tx, [pass], 'lock')).get(pass.envelope);
    if (invitation?.linkVersion !== pass.version) return refuse('gone');
    const may: Result<Invitation, GuestRefusal> = mayBring(invitation, clock());
    if (!may.ok) return may;
    told = invitation.party.id;
    return work(tx, { circle: pass.circle, party: told });
  });
  if (done.ok && told !== null) news.tell(told);
  return done;
}

/** Takes one place of a thing. A thing for three is taken by three and no fourth, whoever presses at once. */
export function takeOn(
  platform: Platform,
  pass: GuestPass,
  need: string,
): Promise<Result<null, BringRefusal | 'gone'>> {
  return asGuest<'settled'>(platform, pass, async (tx, on) => {
    const thing = await holdNeed(tx, on, need);
    const rows = thing ? await holdPlaces(tx, { circle: pass.circle, need }) : [];
    const taken = take(thing, rows, pass.envelope);
    if (!taken.ok) return taken;
    if (taken.value.fresh) await saveTake(tx, pass, need, platform.clock());
    return ok(null);
  });
}

/** Gives a place back; what is given back already is given back. */
export function giveBack(
  platform: Platform,
  pass: GuestPass,
  need: string,
): Promise<Result<null, GuestRefusal | 'gone'>> {
  return asGuest<never>(platform, pass, async (tx) => {
    await deleteTake(tx, pass, need);
    return ok(null);
  });
}

/** "We bring …": the host sees it, and may say thank you. The same words twice are one. */
export function offerExtra(
  platform: Platform,
  pass: GuestPass,
  words: string,
): Promise<Result<null, BringRefusal | 'gone'>> {
  return asGuest<'too_many'>(platform, pass, async (tx) => {
    const before = await listOwnExtras(tx, pass);
    if (before.some((one) => one.words === words)) return ok(null);
    if (before.length >= mostExtras) return refuse('too_many');
    await saveExtra(tx, pass, { id: newId(), words }, platform.clock());
    return ok(null);
  });
}

export function takeExtraBack(
  platform: Platform,
  pass: GuestPass,
  extra: string,
): Promise<Result<null, GuestRefusal | 'gone'>> {
  return asGuest<never>(platform, pass, async (tx) => {
    await deleteExtra(tx, pass, extra);
    return ok(null);
  });
}

export type IdeaSheet = { party: Party; open: boolean; ideas: Idea[] };

export async function lookAtIdeas({ db, clock }: Platform, pass: HostPass): Promise<IdeaSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    return { party, open: mayPlan(party, clock()).ok, ideas: await listIdeas(tx, pass) };
  });
}

/** The child picks something; what is picked stays picked. Gives back the id under which it hangs. */
export function pickIdea(
  platform: Platform,
  pass: HostPass,
  wish: Called,
): Promise<Result<string, 'too_many' | 'closed'>> {
  return asHost<string, 'too_many'>(platform, pass, async (tx) => {
    const picked = pick(await listIdeas(tx, pass), wish);
    if (!picked.ok) return picked;
    const { same } = picked.value;
    const id = same ?? newId();
    if (same === null) await saveIdea(tx, pass, { id, ...wish }, platform.clock());
    return ok(id);
  });
}

export function dropIdea(platform: Platform, pass: HostPass, idea: string): Promise<Result<null, 'closed'>> {
  return asHost<null, never>(platform, pass, async (tx) => {
    await deleteIdeas(tx, pass, [idea]);
    return ok(null);
  });
}

/** An idea becomes a thing on the list, or is found to be there already. */
export function listIdea(
  platform: Platform,
  pass: HostPass,
  idea: string,
  wanted: number,
): Promise<Result<null, AddRefusal | 'gone' | 'closed'>> {
  return asHost<null, AddRefusal | 'gone'>(platform, pass, async (tx) => {
    const picked = (await listIdeas(tx, pass)).find(({ id }) => id === idea);
    if (!picked) return refuse('gone');
    if (picked.listed) return ok(null);
    const { ready, words } = picked;
    const there = (await listNeeds(tx, pass)).find((one) => isSame(one, picked));
    const listed = there
      ? ok(there.id)
      : await put(platform, tx, pass, { ready, words, kind: kindOf(picked), wanted });
    if (!listed.ok) return listed;
    await saveListed(tx, pass, idea, listed.value);
    return ok(null);
  });
}

/**
 * The lists of two parties that become one are one list: each thing stays as it is, with those who have taken it on, and
 * what a family has taken on twice it holds once. An idea of both children hangs there once. All envelopes are locked by
 * whoever makes one party of two, in whose transaction this is, and none of them is dropped yet.
 */
export const uniteLists: OnUnion = async (tx, { circle, stays, goes, merge }) => {
  const on = { circle, party: stays };
  const theirs = { circle, party: goes };
  const ideas = await listIdeas(tx, on);
  const doubled = (await listIdeas(tx, theirs)).filter((one) => ideas.some((other) => isSame(one, other)));
  await deleteIdeas(
    tx,
    theirs,
    doubled.map(({ id }) => id),
  );
  await moveLists(tx, on, goes);
  for (const { from, into } of merge) await moveTakes(tx, on, { from: from.id, into: into.id });
};
