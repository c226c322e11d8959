import { deriveToken, hashToken } from '../../kernel/id.ts';
import { publishEvents } from '../../platform/calendar/calendar.ts';
import { inCircles, inTransaction } from '../../platform/database/database.ts';
import { sayIn } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccountPass } from '../account/rules.ts';
import { listInvitations } from '../answer/store.ts';
import { listParties, listPartyEntries } from '../party/store.ts';
import { eventOf } from '../party/views.tsx';
import { eachOnce, entryOfGuest, entryOfHost, type FeedEntry, type FeedPass } from './rules.ts';
import { findVersion, saveHash, takeVersion } from './store.ts';

/** The secret in the address of an adult's calendar: derived, stored nowhere, dead with its version. */
export function feedToken(key: Buffer, account: string, version: number): string {
  return deriveToken(key, 'feed', account, String(version));
}

/** The address of an adult's calendar, if there is one. */
export async function findAddress(
  { db, ring, baseUrl }: Platform,
  pass: AccountPass,
): Promise<string | null> {
  const version = await findVersion(db, pass);
  return version === null
    ? null
    : `${baseUrl}/calendar/${feedToken(ring.current, pass.account, version)}.ics`;
}

/** Makes an address, or another one: the one before leads nowhere from now on. */
export async function renewAddress({ db, ring, clock }: Platform, pass: AccountPass): Promise<void> {
  await inTransaction(db, async (tx) => {
    const version = await takeVersion(tx, pass, clock());
    await saveHash(tx, pass, hashToken(feedToken(ring.current, pass.account, version)));
  });
}

export async function stopFeed({ db }: Platform, pass: AccountPass): Promise<void> {
  await saveHash(db, pass, null);
}

/** A calendar as it leaves; `etag` is the same as long as it says the same (weak, RFC 9110 8.8.3). */
export type Feed = { etag: string; write(): string };

/** What an adult's calendar shows: what its families come to or may come to, and what they give. */
export async function readFeed(platform: Platform, pass: FeedPass): Promise<Feed> {
  const entries = await listEntries(platform, pass);
  const write = (now: Temporal.Instant): string => writeFeed(platform, pass, entries, now);
  // The stamp of each message is its own (RFC 5545 3.8.7.2): what it says is compared without it.
  const said = hashToken(write(Temporal.Instant.fromEpochMilliseconds(0))).toString('base64url');
  return { etag: `W/"${said}"`, write: () => write(platform.clock()) };
}

// As many questions for one party as for a hundred, in however many circles.
async function listEntries({ db, clock }: Platform, pass: FeedPass): Promise<FeedEntry[]> {
  const now = clock();
  const known = (await listPartyEntries(db, pass)).filter(({ sent, cancelled }) => sent && !cancelled);
  if (known.length === 0) return [];
  const circles = [...new Set(known.map(({ circle }) => circle))];
  const asked = known.flatMap(({ circle, envelope }) => (envelope ? { circle, envelope } : []));
  return inCircles(db, circles, async (tx) => {
    const parties = await listParties(
      tx,
      known.filter(({ envelope }) => envelope === null),
    );
    const invitations = await listInvitations(tx, asked, 'look');
    return eachOnce([
      ...[...parties.values()].flatMap((party) => entryOfHost(party, now) ?? []),
      ...[...invitations].flatMap(([envelope, one]) => entryOfGuest(one, envelope, now) ?? []),
    ]);
  });
}

function writeFeed(
  { baseUrl, mailer }: Platform,
  { language }: FeedPass,
  entries: readonly FeedEntry[],
  now: Temporal.Instant,
): string {
  const events = entries.map(({ party, address, status, page }) => ({
    ...eventOf({ party, address, now }, status),
    url: `${baseUrl}${page}`,
  }));
  const name = sayIn(language ?? 'en')('feed.name');
  return publishEvents(events, { address: mailer.address }, { name, color: 'indigo', hours: 4 }).content;
}
