import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, holdRoster, listFamilies } from '../circle/store.ts';
import type { Child, Circle } from '../circle/rules.ts';
import { candidates, chosen, isAlive, type GuestList } from '../guestlist/rules.ts';
import { findGuestList } from '../guestlist/store.ts';
import { markPosted, sealParty, unsealParty } from '../party/actions.ts';
import { grace, type HostPass, type Party, type SendRefusal } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import { mintGuestPass } from './gate.ts';
import { asksNewcomers, planEnvelopes, type GuestPass, type PlannedEnvelope } from './rules.ts';
import {
  addToEnvelope,
  deleteEnvelopes,
  findAddressed,
  findLinkHome,
  listEnvelopes,
  listLivingParties,
  saveDelivered,
  saveEnvelopes,
  saveSeen,
  type NewEnvelope,
} from './store.ts';

/** A family's link to one party: derived, stored nowhere, dead with its version. */
export function linkToken(key: Buffer, envelope: string, version: number): string {
  return deriveToken(key, 'link', envelope, String(version));
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

/**
 * Seals an envelope for each family of the list. Nothing leaves for a minute. The roster is held while it is read: a family
 * that is written meanwhile waits, and finds the party sent (`inviteFamily`).
 */
export async function sendParty(
  { db, clock, key }: Platform,
  pass: HostPass,
): Promise<Result<null, SendRefusal | 'nobody'>> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    await holdRoster(tx, pass, 'read');
    // A family that has just left has no party any more.
    if (!(await findParty(tx, pass, 'lock'))) return refuse('nobody');
    const list = await findGuestList(tx, pass);
    const { envelopes } = list ? await plannedEnvelopes(tx, pass, list) : { envelopes: [] };
    if (envelopes.length === 0) return refuse('nobody');
    const sealing = await sealParty(tx, pass, now);
    if (!sealing.ok) return sealing;
    const sealed = envelopes.map((envelope) => seal(key, envelope, newId()));
    await saveEnvelopes(tx, pass, sealed, now);
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
    for (const { id, channel } of await listEnvelopes(tx, pass))
      if (channel === 'mail')
        await enqueue(
          tx,
          'envelope.mail',
          { circle: pass.circle, envelope: id },
          { key: `envelope.mail:${id}` },
        );
  });
  news.tell(pass.party);
}

/** A family that joins, or gets another child, is invited to every party ahead of the whole circle or its groups. */
export async function inviteFamily(platform: Platform, circle: string, family: string): Promise<void> {
  await inviteNewcomers(platform, circle, { family });
}

/** Who is put into a group is invited to its parties ahead; who is taken out keeps the invitation. */
export async function inviteGroup(platform: Platform, circle: string, group: string): Promise<void> {
  await inviteNewcomers(platform, circle, { group });
}

/**
 * An invitation to the whole circle, or to a group, is alive. Whoever wrote the family or group has committed by now; the
 * roster is held, so that nobody leaves meanwhile, and each party is locked while it is looked at again: a party that is
 * being sent has all its envelopes, or is not sent yet and will read the new family itself. So nobody is invited twice,
 * and nobody is left out.
 */
async function inviteNewcomers(
  { db, clock, key, news }: Platform,
  circle: string,
  { family, group }: { family?: string; group?: string },
): Promise<void> {
  const now = clock();
  const changed = await inCircle(db, circle, async (tx) => {
    await holdRoster(tx, { circle }, 'read');
    const families = await listFamilies(tx, { circle });
    const parties: string[] = [];
    for (const id of await listLivingParties(tx, circle, now, group)) {
      const pass = { circle, party: id };
      const party = await findParty(tx, pass, 'lock');
      const list = await findGuestList(tx, pass);
      if (!party || !list || !isAlive(list) || !asksNewcomers(party, now)) continue;
      const asked = chosen(list, candidates(families, party.family));
      const late = planEnvelopes(families, asked, party.family).filter(
        (planned) => family === undefined || planned.family === family,
      );
      if (await addEnvelopes(key, tx, party, late, now)) parties.push(id);
    }
    return parties;
  });
  for (const party of changed) news.tell(party);
}

// Within the grace nothing is asked for here: the posting mails every envelope that there is then.
async function addEnvelopes(
  key: Buffer,
  tx: Scoped,
  { id, circle, postedAt }: Party,
  planned: readonly PlannedEnvelope[],
  now: Temporal.Instant,
): Promise<boolean> {
  const pass = { circle, party: id };
  let changed = false;
  for (const one of planned) {
    const growth = await addToEnvelope(tx, pass, one);
    if (growth?.children.length === 0) continue;
    changed = true;
    const envelope = growth?.envelope ?? newId();
    if (!growth) await saveEnvelopes(tx, pass, [seal(key, one, envelope)], now);
    if (!postedAt || one.channel !== 'mail') continue;
    if (!growth)
      await enqueue(tx, 'envelope.mail', { circle, envelope }, { key: `envelope.mail:${envelope}` });
    else if (growth.mailed) await askToTell(tx, circle, envelope, growth.children);
  }
  return changed;
}

function seal(key: Buffer, planned: PlannedEnvelope, id: string): NewEnvelope {
  return { ...planned, id, linkHash: hashToken(linkToken(key, id, 1)) };
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

/** An invitation's mail has gone, or could not; children who were added while it was on its way get a mail of their own. */
export async function markMailed(
  { db, clock }: Platform,
  { circle, envelope }: { readonly circle: string; readonly envelope: string },
  way: 'sentAt' | 'failedAt',
  named: readonly Child[],
): Promise<void> {
  await inCircle(db, circle, async (tx) => {
    await saveDelivered(tx, circle, envelope, way, clock());
    const now = await findAddressed(tx, { circle, envelope });
    const known = new Set(named.map(({ id }) => id));
    const late = now?.addressee.children.filter(({ id }) => !known.has(id)) ?? [];
    if (late.length > 0)
      await askToTell(
        tx,
        circle,
        envelope,
        late.map(({ id }) => id),
      );
  });
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
export async function openEnvelope({ db, clock, news }: Platform, token: string): Promise<GuestPass | null> {
  const home = await findLinkHome(db, hashToken(token));
  if (!home) return null;
  const pass = mintGuestPass(home.circle, home.envelope, home.version);
  const party = await inCircle(db, home.circle, (tx) => saveSeen(tx, pass, clock()));
  if (party !== null) news.tell(party);
  return pass;
}

async function plannedEnvelopes(tx: Scoped, pass: HostPass, list: GuestList) {
  const families = await listFamilies(tx, pass);
  const asked = chosen(list, candidates(families, pass.family));
  return { asked, envelopes: planEnvelopes(families, asked, pass.family) };
}
