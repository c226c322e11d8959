import { inCircle } from '../../platform/database/database.ts';
import type { Say } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { livingAt } from '../account/gate.ts';
import type { AccountPass } from '../account/rules.ts';
import { listPasskeys, listSessions } from '../account/store.ts';
import { projectForGuest } from '../answer/rules.ts';
import { listInvitations } from '../answer/store.ts';
import { findFamily, findTakes, listEntries, type Entry } from '../circle/store.ts';
import { readFeed } from '../feed/actions.ts';
import { mintFeedPass } from '../feed/gate.ts';
import { findCall } from '../door/store.ts';
import { findWish } from '../nearby/store.ts';
import type { Need } from '../needs/rules.ts';
import { listIdeas, listNeeds, listOwnExtras } from '../needs/store.ts';
import { getParty, listPartyEntries, type PartyEntry } from '../party/store.ts';
import { lookAtPeace } from '../peace/actions.ts';
import { listSchools } from '../school/store.ts';
import { listAllCards, listWalls } from '../tending/actions.ts';
import { invitationOf, pagesOf, partyOf, type Own, type OwnWall } from './rules.ts';
import { findSign, getAccountRow, listMessages, listOwnEntries } from './store.ts';

/** Everything of an adult’s own as one archive: JSON, the calendar, the cards of its walls, and what all this is in words. */
export async function takeOut(
  platform: Platform,
  pass: AccountPass,
  say: Say,
): Promise<Uint8Array<ArrayBuffer>> {
  const pages = pagesOf(say, await gather(platform, pass, say));
  const { strToU8, zipSync } = await import('fflate');
  const zipped = zipSync(Object.fromEntries(pages.map(({ name, text }) => [name, strToU8(text)])));
  return new Uint8Array(zipped);
}

async function gather(platform: Platform, pass: AccountPass, say: Say): Promise<Own> {
  const { db } = platform;
  const entries = await listEntries(db, pass);
  const known = await listPartyEntries(db, pass);
  return {
    account: await accountOf(platform, pass),
    circles: await eachOf(entries, (entry) => circleOf(platform, pass, entry)),
    invitations: await eachOf(
      known.filter(({ envelope }) => envelope !== null),
      (entry) => guestOf(platform, entry),
    ),
    parties: await eachOf(
      known.filter(({ envelope }) => envelope === null),
      (entry) => hostOf(platform, entry),
    ),
    walls: await wallsOf(platform, pass),
    calendar: (await readFeed(platform, mintFeedPass(pass.account, say.language))).write(),
  };
}

// One after the other: whoever takes everything out takes no more than one connection.
async function eachOf<From, To>(all: readonly From[], read: (one: From) => Promise<To>): Promise<To[]> {
  const found: To[] = [];
  for (const one of all) found.push(await read(one));
  return found;
}

async function accountOf(platform: Platform, pass: AccountPass): Promise<Record<string, unknown>> {
  const sessions = await listSessions(platform.db, pass, livingAt(platform.clock()));
  const passkeys = await listPasskeys(platform.db, pass.account);
  const schools = await listSchools(platform.db, pass.address);
  const peace = await lookAtPeace(platform, pass);
  return {
    ...(await getAccountRow(platform.db, pass)),
    sessions: sessions.map(({ device, since }) => ({ device, since: since.toString() })),
    passkeys: passkeys.map(({ name, usedOn }) => ({ name, usedOn })),
    staffOf: schools.map(({ name, knownAs }) => ({ school: name, knownAs })),
    leftInPeace: peace.everywhere,
    noOtherMail: peace.noOther,
    // By which host is left out: that is another family’s name.
    leftInPeaceIn: peace.circles.map(({ name, wishes }) => ({
      circle: name,
      by: wishes.map(({ kind }) => kind),
    })),
  };
}

async function circleOf(
  { db }: Platform,
  { address }: AccountPass,
  { circle, name, place, keeps, family }: Entry,
): Promise<Record<string, unknown>> {
  if (!family) return { name, place, keeps };
  const of = { circle, family };
  return inCircle(db, circle, async (tx) => {
    const own = await findFamily(tx, { circle }, family);
    return {
      name,
      place,
      keeps,
      children: own?.children.map((child) => child.name) ?? [],
      language: own?.language ?? null,
      triedOnceMoreBy: await findTakes(tx, of, family),
      asksToBeAskedNearby: await findWish(tx, of),
      ...(await listOwnEntries(tx, of, address)),
    };
  });
}

async function guestOf(
  { db, clock }: Platform,
  { circle, party, envelope }: PartyEntry,
): Promise<Record<string, unknown>> {
  const on = { circle, envelope: envelope ?? '' };
  return inCircle(db, circle, async (tx) => {
    const invitation = (await listInvitations(tx, [on], 'look')).get(on.envelope);
    const needs = await listNeeds(tx, { circle, party });
    const written = {
      messages: await listMessages(tx, on),
      takesOn: needs.filter(({ takers }) => takers.includes(on.envelope)).map(thingOf),
      brings: (await listOwnExtras(tx, on)).map(({ words }) => words),
    };
    return invitation ? invitationOf(projectForGuest(invitation, clock()), written) : written;
  });
}

async function hostOf({ db }: Platform, { circle, party }: PartyEntry): Promise<Record<string, unknown>> {
  const on = { circle, party };
  return inCircle(db, circle, async (tx) => {
    const needs = await listNeeds(tx, on);
    const ideas = await listIdeas(tx, on);
    const call = await findCall(tx, on);
    return partyOf(await getParty(tx, on), {
      needs: needs.map((need) => ({ ...thingOf(need), wanted: need.wanted })),
      ideas: ideas.map(({ ready, words }) => ({ ready, words })),
      sign: await findSign(tx, on),
      openDoor: call && { childName: call.childName, age: call.age, loves: call.loves, places: call.places },
    });
  });
}

function thingOf({ kind, ready, words }: Need): Record<string, unknown> {
  return { kind, ready, words };
}

async function wallsOf(platform: Platform, pass: AccountPass): Promise<OwnWall[]> {
  return eachOf(await listWalls(platform, pass), async (wall) => ({
    wall,
    cards: (await Array.fromAsync(listAllCards(platform, { circle: wall.circle, wall: wall.id }))).flat(),
  }));
}
