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
import { getParty } from '../party/store.ts';
import { mintGuestPass } from './gate.ts';
import { planEnvelopes, type GuestPass, type PlannedEnvelope, type Receipt } from './rules.ts';
import {
  addToEnvelope,
  deleteEnvelopes,
  findAddressed,
  findLinkHome,
  listEnvelopes,
  listWholeParties,
  saveDelivered,
  saveEnvelopes,
  saveQuietTold,
  saveReceipts,
  saveSeen,
} from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

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

/** Seals an envelope for each family of the list. Nothing leaves for a minute. */
export async function sendParty(
  { db, clock, key }: Platform,
  pass: HostPass,
): Promise<Result<null, SendRefusal | 'nobody'>> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const list = await findGuestList(tx, pass);
    const { envelopes } = list ? await plannedEnvelopes(tx, pass, list) : { envelopes: [] };
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
export async function postParty({ db, clock, news }: Platform, pass: OnParty): Promise<void> {
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
export async function inviteFamily(
  { db, clock, key, news }: Platform,
  circle: string,
  family: string,
): Promise<void> {
  const now = clock();
  const invited = await inCircle(db, circle, async (tx) => {
    const parties: string[] = [];
    const families = await listFamilies(tx, { circle });
    const own = families.filter(({ id }) => id === family);
    for (const party of await listWholeParties(tx, circle, now)) {
      const pass = { circle, party };
      const { family: host } = await getParty(tx, pass, 'lock');
      const [planned] = planEnvelopes(own, candidates(families, host), host);
      if (!planned || (await addToEnvelope(tx, pass, planned))) continue;
      const id = newId();
      await saveEnvelopes(tx, pass, [{ ...planned, id, linkHash: hashToken(linkToken(key, id, 1)) }], now);
      if (planned.channel === 'mail')
        await enqueue(tx, 'envelope.mail', { circle, envelope: id }, { key: `envelope.mail:${id}` });
      parties.push(party);
    }
    return parties;
  });
  for (const party of invited) news.tell(party);
}

/** Keeps receipts in somebody's transaction; see `saveReceipts`. */
export async function markReceipts(
  tx: Scoped,
  receipts: readonly Receipt[],
  now: Temporal.Instant,
): Promise<string[]> {
  return saveReceipts(tx, receipts, now);
}

/** A family says that it has seen the news; it counts for the plan that stood on its page. */
export async function acknowledge(
  { db, clock, news }: Platform,
  pass: GuestPass,
  revision: number,
): Promise<void> {
  const parties = await inCircle(db, pass.circle, async (tx) => {
    const addressed = await findAddressed(tx, pass);
    if (addressed?.envelope.linkVersion !== pass.version) return [];
    return saveReceipts(tx, [{ circle: pass.circle, envelope: pass.envelope, revision }], clock());
  });
  for (const party of parties) news.tell(party);
}

/** Families in peace are told of nothing, and so a host need not wait for them. */
export async function markQuietTold(tx: Scoped, pass: OnParty, now: Temporal.Instant): Promise<void> {
  await saveQuietTold(tx, pass, now);
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
