import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inCircle, type Scoped } from '../../platform/database/database.ts';
import { enqueue } from '../../platform/jobs/jobs.ts';
import type { Language } from '../../platform/language/languages.ts';
import type { Platform } from '../../platform/platform.ts';
import { settle } from '../answer/actions.ts';
import { findInvitation, listInvitations, type OnEnvelope } from '../answer/store.ts';
import { getCircle } from '../circle/store.ts';
import { askForNo, hush, markSeen, unhush } from '../invitation/actions.ts';
import type { GuestPass } from '../invitation/rules.ts';
import { findLeaving, listAheadOf, listEnvelopes } from '../invitation/store.ts';
import { isPlanned, type Party } from '../party/rules.ts';
import { getParty } from '../party/store.ts';
import { changePeaceFrom, listFamiliesInPeace } from '../peace/actions.ts';
import type { WishKind } from '../peace/rules.ts';
import { answerInPeace, mayBeQuiet } from './rules.ts';

/** What the page on which a guest asks for peace names: whose invitation it is, and the circle. */
export async function lookAtGuestPeace(
  { db }: Platform,
  pass: GuestPass,
): Promise<(Pick<Party, 'hosts'> & { circle: string; language: Language | null }) | null> {
  return inCircle(db, pass.circle, async (tx) => {
    const invitation = await findInvitation(tx, pass);
    if (invitation?.linkVersion !== pass.version) return null;
    const { party, language } = invitation;
    return { hosts: party.hosts, circle: (await getCircle(tx, pass)).name, language };
  });
}

/** From its invitation a family asks to be left in peace, or to be asked again. */
export async function changePeaceByGuest(
  platform: Platform,
  pass: GuestPass,
  kind: WishKind,
  peace: boolean,
): Promise<Result<null, 'not_asked'>> {
  const invitation = await inCircle(platform.db, pass.circle, (tx) => findInvitation(tx, pass));
  if (invitation?.linkVersion !== pass.version) return refuse('not_asked');
  const of = { circle: pass.circle, family: invitation.family };
  await changePeaceFrom(platform, of, invitation.party, kind, peace);
  return ok(null);
}

/** The no of a family in peace, when its moment has come; and not before its host can think that it was asked. */
export async function answerForPeace(platform: Platform, on: OnEnvelope): Promise<void> {
  const now = platform.clock();
  const asked = await inCircle(platform.db, on.circle, async (tx) => {
    const invitation = await findInvitation(tx, on);
    if (!invitation || !answerInPeace(invitation, now).ok) return false;
    const away = (await findLeaving(tx, on)).leftAt !== null;
    // Like any other family it has opened before it answers.
    if (away) await markSeen(tx, on, now);
    else await askForNo(platform, tx, invitation.party, on.envelope);
    return away;
  });
  if (asked) await settle(platform, on, (invitation) => answerInPeace(invitation, now));
}

/**
 * A family asked for peace, or for invitations again: what is on its way follows. One transaction a party, and the party
 * is locked while it is looked at, for its envelopes may be leaving at this moment. Nobody is told.
 */
export async function keepPeace(platform: Platform, circle: string, family: string): Promise<void> {
  const { db, clock } = platform;
  const ahead = await inCircle(db, circle, (tx) => listAheadOf(tx, { circle, family }, clock()));
  for (const { envelope, party: id } of ahead)
    await inCircle(db, circle, async (tx) => {
      const party = await getParty(tx, { circle, party: id }, 'lock');
      const invitation = (await listInvitations(tx, [{ circle, envelope }], 'lock')).get(envelope);
      // What has not left yet is looked at when it leaves.
      if (!invitation || !party.postedAt) return;
      const quiet = mayBeQuiet(invitation) && (await listFamiliesInPeace(tx, invitation.party)).has(family);
      if (quiet === invitation.quiet) return;
      if (quiet) return hush(platform, tx, invitation.party, envelope);
      const waits = invitation.channel === 'mail' && invitation.invited.some(({ answer }) => !answer);
      await unhush(tx, { circle, envelope }, waits ? 'mail' : 'as_it_is');
      // To whom the old plan came before, the new one is news.
      if (invitation.came && invitation.askedRevision < party.revision)
        await enqueue(tx, 'notice.mail', { circle, envelopes: envelope });
    });
}

/**
 * A party has more hosts than before: whoever asked to be left in peace by one of them is, from now on. The party is locked
 * by whoever joined them, in whose transaction this is.
 */
export async function keepPeaceFrom(
  platform: Pick<Platform, 'clock' | 'key'>,
  tx: Scoped,
  party: Party,
): Promise<void> {
  if (!isPlanned(party)) return;
  const { circle, id } = party;
  const peace = await listFamiliesInPeace(tx, party);
  if (peace.size === 0) return;
  const envelopes = await listEnvelopes(tx, { circle, party: id });
  const keys = envelopes
    .filter(({ family }) => peace.has(family))
    .map((one) => ({ circle, envelope: one.id }));
  for (const [envelope, invitation] of await listInvitations(tx, keys, 'lock'))
    if (!invitation.quiet && mayBeQuiet(invitation)) await hush(platform, tx, party, envelope);
}
