import { deriveToken, hashToken, newId } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { countUse } from '../../platform/web/limits.ts';
import { getCircle } from '../circle/store.ts';
import type { OnUnion } from '../joint/actions.ts';
import type { HostPass, Party, Plan } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { mayOpen, mostOfParty, type PassersBy, type Street, type StreetPass } from './rules.ts';
import {
  countDevices,
  countStreet,
  findPasserBy,
  listStreets,
  moveStreets,
  saveClosing,
  saveOpening,
  savePasserBy,
} from './store.ts';

export type StreetSheet = {
  party: Party;
  street: Street | null;
  /** Where the sign leads, while it is open. */
  link: string | null;
  said: PassersBy;
  /** The language of the circle: the first one on the sign. */
  language: Language;
  /** Whether it could be opened now. */
  able: boolean;
};

/** Everything about the street that a host sees. */
export async function lookAtStreet(
  { db, ring, baseUrl, clock }: Platform,
  pass: HostPass,
): Promise<StreetSheet> {
  return inCircle(db, pass.circle, async (tx) => {
    const party = await getParty(tx, pass);
    const [street = null] = await listStreets(tx, pass);
    const able = mayOpen(party, clock()).ok;
    return {
      party,
      street,
      link:
        street?.open && able
          ? `${baseUrl}/street/${streetToken(ring.current, street.id, street.version)}`
          : null,
      said: await countStreet(tx, pass),
      language: (await getCircle(tx, pass)).language,
      able,
    };
  });
}

/** The secret of a sign: derived, stored nowhere, dead with its version. */
export function streetToken(key: Buffer, street: string, version: number): string {
  return deriveToken(key, 'street', street, String(version));
}

/** Opens the party to the street with a sign of its own: each opening has another one. Open already, it stays as it is. */
export async function openStreet(
  { db, ring, clock, news }: Platform,
  pass: HostPass,
  title: string,
): Promise<Result<null, 'not_ahead'>> {
  const now = clock();
  const opened = await inCircle(db, pass.circle, async (tx) => {
    const may = mayOpen(await getParty(tx, pass, 'lock'), now);
    if (!may.ok) return may;
    const [before] = await listStreets(tx, pass);
    if (before?.open) return ok(null);
    const { id, version } = before ?? { id: newId(), version: 0 };
    const tokenHash = hashToken(streetToken(ring.current, id, version + 1));
    await saveOpening(tx, pass, { id, version: version + 1, tokenHash, title }, now);
    return ok(null);
  });
  if (opened.ok) news.tell(pass.party);
  return opened;
}

/** Closes it: no sign leads anywhere from now on. What was said by then stays said. */
export async function closeStreet({ db, news }: Platform, pass: HostPass): Promise<void> {
  await inCircle(db, pass.circle, (tx) => saveClosing(tx, pass));
  news.tell(pass.party);
}

export type Welcome = {
  plan: Pick<Plan, 'startsAt' | 'endsAt' | 'zone'>;
  title: string;
  said: PassersBy | null;
};

/** All that the street sees: the hours, what the host put on the sign, and what this device has said. */
export async function lookAtWelcome(
  { db, key }: Platform,
  pass: StreetPass,
  device: string | null,
): Promise<Welcome | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const { plan } = await getParty(tx, pass);
    const streets = await listStreets(tx, pass);
    const street = streets.find(({ id }) => id === pass.street);
    if (!plan || !street) return null;
    const { startsAt, endsAt, zone } = plan;
    const said = device === null ? null : await findPasserBy(tx, pass, devicesOf(key, streets, device));
    return { plan: { startsAt, endsAt, zone }, title: street.title, said };
  });
}

/** A device says how many they are, or says it anew: once at a party, whichever of its signs it was. */
export async function sayHowMany(
  platform: Platform,
  pass: StreetPass,
  { device, network }: { device: string; network: string },
  said: PassersBy,
): Promise<Result<null, 'too_many'>> {
  const { db, key, clock, news } = platform;
  const heard = await inCircle<Result<null, 'too_many'>>(db, pass.circle, async (tx) => {
    const streets = await listStreets(tx, pass);
    if (!(await findPasserBy(tx, pass, devicesOf(key, streets, device)))) {
      if ((await countDevices(tx, pass)) >= mostOfParty) return refuse('too_many');
      if ((await countUse(tx, platform, 'street', network)).wait !== null) return refuse('too_many');
    }
    const others = streets.filter(({ id }) => id !== pass.street);
    const hashes = {
      device: deviceOf(key, pass.street, device),
      others: devicesOf(key, others, device),
    };
    await savePasserBy(tx, pass, hashes, said, clock());
    return ok(null);
  });
  if (heard.ok) news.tell(pass.party);
  return heard;
}

/** A sign printed for either of two parties that become one leads to that one; who said by it that they come is counted there. */
export const uniteStreet: OnUnion = (tx, { circle, stays, goes }) =>
  moveStreets(tx, { circle, party: stays }, goes);

function devicesOf(key: Buffer, streets: readonly Street[], device: string): Buffer[] {
  return streets.map(({ id }) => deviceOf(key, id, device));
}

// Two parties cannot tell that it was the same device.
function deviceOf(key: Buffer, street: string, device: string): Buffer {
  return Buffer.from(deriveToken(key, 'passer by', street, device), 'base64url');
}
