import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle, listFamilies } from '../circle/store.ts';
import type { Circle } from '../circle/rules.ts';
import { candidates, chosen, type GuestList } from '../guestlist/rules.ts';
import { findGuestList } from '../guestlist/store.ts';
import { markPosted, sealParty, unsealParty } from '../party/actions.ts';
import { grace, type HostPass, type Party, type SendRefusal } from '../party/rules.ts';
import { findParty, getParty } from '../party/store.ts';
import { mintGuestPass } from './gate.ts';
import {
  planEnvelopes,
  uniteEnvelopes,
  type EnvelopeUnion,
  type GuestPass,
  type PlannedEnvelope,
} from './rules.ts';
import {
  addToEnvelope,
  deleteEnvelopes,
  dropEnvelopes,
  findAddressed,
  findLinkHome,
  listEnvelopes,
  listWholeParties,
  lockEnvelopes,
  moveEnvelopes,
  saveDelivered,
  saveEnvelopes,
  saveSeen,
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
    const { envelopes, asked } = await plannedEnvelopes(tx, party, list);
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

/** Seals an envelope for each family of the list. Nothing leaves for a minute. */
export async function sendParty(
  { db, clock, key }: Platform,
  pass: HostPass,
): Promise<Result<null, SendRefusal | 'nobody'>> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    // Locked before its list is read: two parties may be made one at this moment.
    const party = await findParty(tx, pass, 'lock');
    const list = party && (await findGuestList(tx, pass));
    const { envelopes } = list ? await plannedEnvelopes(tx, party, list) : { envelopes: [] };
    if (envelopes.length === 0) return refuse('nobody');
    const sealing = await sealParty(tx, pass, now);
    if (!sealing.ok) return sealing;
    const sealed = envelopes.map((envelope) => {
      const id = newId();
      return { ...envelope, id, linkHash: hashToken(linkToken(key, id, 1)) };
    });
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

/**
 * An invitation to the whole circle is alive: a family that joins, or gets another child, is invited to every such party
 * still ahead. The party is locked while it is looked at, so that nobody is invited twice.
 */
export async function inviteFamily(platform: Platform, circle: string, family: string): Promise<void> {
  const { db, clock, news } = platform;
  const now = clock();
  const { invited, gone } = await inCircle(db, circle, async (tx) => {
    const all: { invited: string[]; gone: boolean } = { invited: [], gone: false };
    const families = await listFamilies(tx, { circle });
    const own = families.filter(({ id }) => id === family);
    for (const id of await listWholeParties(tx, circle, now)) {
      const party = await findParty(tx, { circle, party: id }, 'lock');
      if (!party) all.gone = true;
      else if (
        await addEnvelopes(
          platform,
          tx,
          party,
          planEnvelopes(own, candidates(families, party.families), party.families),
        )
      )
        all.invited.push(id);
    }
    return all;
  });
  for (const party of invited) news.tell(party);
  // It became one with another party while we waited for it: that one invites everybody now.
  if (gone) await inviteFamily(platform, circle, family);
}

// Who has an envelope gets the children added to it, and everybody else a new one; says whether there was a new one.
async function addEnvelopes(
  { clock, key }: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  { circle, id: party }: Party,
  envelopes: readonly PlannedEnvelope[],
): Promise<boolean> {
  const pass = { circle, party };
  let added = false;
  for (const planned of envelopes) {
    if (await addToEnvelope(tx, pass, planned)) continue;
    const id = newId();
    const sealed = { ...planned, id, linkHash: hashToken(linkToken(key, id, 1)) };
    await saveEnvelopes(tx, pass, [sealed], clock());
    if (planned.channel === 'mail')
      await enqueue(tx, 'envelope.mail', { circle, envelope: id }, { key: `envelope.mail:${id}` });
    added = true;
  }
  return added;
}

/** Invites whoever is on the list of a sent party and has no envelope yet, in the transaction that made the list longer. */
export async function inviteListed(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  party: Party,
): Promise<void> {
  const list = await findGuestList(tx, { circle: party.circle, party: party.id });
  if (list) await addEnvelopes(platform, tx, party, (await plannedEnvelopes(tx, party, list)).envelopes);
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
  on: { readonly circle: string; readonly party: string },
  { drop, move }: EnvelopeUnion,
): Promise<void> {
  await dropEnvelopes(tx, on.circle, drop);
  await moveEnvelopes(tx, on, move);
}

/** A family that gives the party is not invited to it. */
export async function withdrawEnvelope(
  tx: Scoped,
  { circle, party }: { readonly circle: string; readonly party: string },
  family: string,
): Promise<void> {
  const sealed = await lockEnvelopes(tx, circle, [party]);
  await dropEnvelopes(
    tx,
    circle,
    sealed.filter((envelope) => envelope.family === family).map(({ id }) => id),
  );
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

async function plannedEnvelopes(tx: Scoped, { circle, families: hosts }: Party, list: GuestList) {
  const families = await listFamilies(tx, { circle });
  const asked = chosen(list, candidates(families, hosts));
  return { asked, envelopes: planEnvelopes(families, asked, hosts) };
}
