import { deriveToken, hashToken } from '../../kernel/id.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle } from '../../platform/database/database.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { getCircle } from '../circle/store.ts';
import type { HostPass, Party, Plan } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { mayOpen, maySay, tryLife, type PassersBy, type Street, type StreetPass } from './rules.ts';
import {
  countCrowd,
  countStreet,
  findPasserBy,
  findStreet,
  saveClosing,
  saveOpening,
  savePasserBy,
  saveTry,
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
    const street = await findStreet(tx, pass);
    const able = mayOpen(party, clock()).ok;
    return {
      party,
      street,
      link:
        street?.open && able
          ? `${baseUrl}/street/${streetToken(ring.current, pass.party, street.version)}`
          : null,
      said: await countStreet(tx, pass),
      language: (await getCircle(tx, pass)).language,
      able,
    };
  });
}

/** The secret of a sign: derived, stored nowhere, dead with its version. */
export function streetToken(key: Buffer, party: string, version: number): string {
  return deriveToken(key, 'street', party, String(version));
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
    const before = await findStreet(tx, pass);
    if (before?.open) return ok(null);
    const version = (before?.version ?? 0) + 1;
    const tokenHash = hashToken(streetToken(ring.current, pass.party, version));
    await saveOpening(tx, pass, { version, tokenHash, title }, now);
    return ok(null);
  });
  if (opened.ok) news.tell(pass.party);
  return opened;
}

/** Closes it: the sign leads nowhere from now on. What was said by then stays said. */
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
    const street = await findStreet(tx, pass);
    if (!plan || !street) return null;
    const { startsAt, endsAt, zone } = plan;
    const said = device === null ? null : await findPasserBy(tx, pass, deviceHash(key, pass, device));
    return { plan: { startsAt, endsAt, zone }, title: street.title, said };
  });
}

/** A device says how many they are, or says it anew. */
export async function sayHowMany(
  { db, key, clock, news }: Platform,
  pass: StreetPass,
  { device, network }: { device: string; network: string },
  said: PassersBy,
): Promise<Result<null, 'too_many'>> {
  const now = clock();
  const hash = deviceHash(key, pass, device);
  const from = Buffer.from(deriveToken(key, 'network', network), 'base64url');
  const heard = await inCircle<Result<null, 'too_many'>>(db, pass.circle, async (tx) => {
    if (!(await findPasserBy(tx, pass, hash))) {
      if (!maySay(await countCrowd(tx, pass, from, now.subtract(tryLife)))) return refuse('too_many');
      await saveTry(tx, from, now);
    }
    await savePasserBy(tx, pass, hash, said, now);
    return ok(null);
  });
  if (heard.ok) news.tell(pass.party);
  return heard;
}

// Two parties cannot tell that it was the same device.
function deviceHash(key: Buffer, { party }: StreetPass, device: string): Buffer {
  return Buffer.from(deriveToken(key, 'passer by', party, device), 'base64url');
}
