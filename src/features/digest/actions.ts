import { newId } from '../../kernel/id.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle } from '../circle/store.ts';
import type { HostPass, PlannedParty } from '../party/rules.ts';
import { findParty } from '../party/store.ts';
import {
  gatheringsFor,
  isHeardOf,
  momentToGather,
  newTo,
  takenBy,
  type Gathering,
  type Host,
  type Often,
  type Reply,
  type Told,
} from './rules.ts';
import {
  asSaid,
  findAddressOf,
  findOften,
  listHosts,
  listReplies,
  listTold,
  saveOften,
  saveTold,
} from './store.ts';

type OnParty = { readonly circle: string; readonly party: string };

/** An answer that a host has put in by hand: that one knows it. */
export type Entry = { account: string; envelope: string; child: string };

/** Something was said: for each host to whom it is new a mail is asked for, at the time that the host chose. */
export async function hearAnswer({ db, clock }: Platform, pass: OnParty, entry?: Entry): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isHeardOf(party, now)) return;
    if (entry) await noteEntry(tx, pass, entry, now);
    await askForGatherings(tx, party, now);
    // The room forecast looks at it when there has been peace for an hour.
    const due = now.add({ hours: 1 });
    await enqueue(tx, 'forecast.hear', { ...pass }, { due, key: `forecast.hear:${pass.party}` });
  });
}

async function noteEntry(tx: Scoped, pass: OnParty, entry: Entry, now: Temporal.Instant): Promise<void> {
  const address = await findAddressOf(tx, entry.account);
  // Since then the family may have said something else itself.
  const entered = (await listReplies(tx, pass)).filter(
    ({ envelope, child, enteredBy }) =>
      envelope === entry.envelope && child.id === entry.child && enteredBy === 'host',
  );
  if (address !== null) await saveTold(tx, pass.circle, { address, mail: null }, entered, now);
}

// Those who hear at the same time share a job.
async function askForGatherings(tx: Scoped, party: PlannedParty, now: Temporal.Instant): Promise<void> {
  const { circle, id, plan } = party;
  const wanted = new Set<Gathering>();
  for (const { host, news } of await listNews(tx, { circle, party: id }))
    for (const gathering of gatheringsFor(host, news, plan)) wanted.add(gathering);
  for (const gathering of wanted)
    await askToGather(tx, party, gathering, momentToGather(gathering, plan, now));
}

async function askToGather(
  tx: Scoped,
  { circle, id: party }: PlannedParty,
  gathering: Gathering,
  due: Temporal.Instant,
): Promise<void> {
  const key = `digest.gather:${party}:${gathering}:${due.epochMilliseconds}`;
  await enqueue(tx, 'digest.gather', { circle, party, gathering }, { due, key });
}

async function listNews(tx: Scoped, pass: OnParty): Promise<{ host: Host; news: Reply[] }[]> {
  const replies = await listReplies(tx, pass);
  const told = await listTold(tx, pass);
  return (await listHosts(tx, pass)).map((host) => ({ host, news: newTo(host, replies, told) }));
}

/**
 * The time has come: what is new to each host becomes one mail with an id of its own, and is told from now on. The party
 * is locked, so that of two gatherings at once one finds it.
 */
export async function gatherNews(
  { db, clock }: Platform,
  pass: OnParty,
  gathering: Gathering,
): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    if (!party || !isHeardOf(party, now)) return;
    for (const { host, news } of await listNews(tx, pass)) {
      const taken = takenBy(gathering, host, news, party.plan);
      if (taken.length === 0) continue;
      const mail = newId();
      const { address } = host;
      await saveTold(tx, pass.circle, { address, mail }, taken, now);
      const due = momentToGather(gathering === 'urgent' ? 'urgent' : 'at_once', party.plan, now);
      await enqueue(tx, 'digest.mail', { ...pass, mail, gathering }, { due, key: `digest.mail:${mail}` });
    }
  });
}

/** What a mail tells one host, as it was gathered. */
export type Digest = {
  party: PlannedParty;
  host: Host;
  lines: (Pick<Reply, 'child' | 'grownUps' | 'says'> & { old: boolean })[];
  spoken: Language;
  /** Until when it waits, because it is night and it can; null when it may leave now. */
  waits: Temporal.Instant | null;
};

export async function findDigest(
  { db, clock }: Platform,
  pass: OnParty,
  mail: string,
  gathering: Gathering,
): Promise<Digest | null> {
  const now = clock();
  return inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass);
    const told = await listTold(tx, pass, mail);
    const host = (await listHosts(tx, pass)).find(({ address }) => address === told[0]?.address);
    if (!party || !isHeardOf(party, now) || !host) return null;
    const lines = (await listReplies(tx, pass)).flatMap((reply) => lineOf(reply, told, party.revision));
    const { language: spoken } = await getCircle(tx, pass);
    const due = momentToGather(gathering === 'urgent' ? 'urgent' : 'at_once', party.plan, now);
    return { party, host, lines, spoken, waits: due.equals(now) ? null : due };
  });
}

function lineOf({ envelope, child, grownUps }: Reply, told: readonly Told[], now: number): Digest['lines'] {
  const one = told.find((known) => known.envelope === envelope && known.child === child.id);
  return one ? [{ child, grownUps, says: asSaid(one.says), old: one.revision < now }] : [];
}

export async function lookAtOften(tx: Scoped, pass: HostPass): Promise<Often> {
  return findOften(tx, pass);
}

/** A host says how often it hears. Whoever wanted nothing before has all that was said so far on the page. */
export async function chooseOften({ db, clock }: Platform, pass: HostPass, often: Often): Promise<void> {
  const now = clock();
  await inCircle(db, pass.circle, async (tx) => {
    const party = await findParty(tx, pass, 'lock');
    const before = await findOften(tx, pass);
    await saveOften(tx, pass, often);
    if (before === 'never' && often !== 'never') {
      const address = await findAddressOf(tx, pass.account);
      if (address !== null)
        await saveTold(tx, pass.circle, { address, mail: null }, await listReplies(tx, pass), now);
    }
    if (party && isHeardOf(party, now)) await askForGatherings(tx, party, now);
  });
}
