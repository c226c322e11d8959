import { deriveToken, newId } from '../../kernel/id.ts';
import { inCircle, inTransaction } from '../../platform/database/database.ts';
import type { Say } from '../../platform/language/say.ts';
import type { Platform } from '../../platform/platform.ts';
import { openAccount, openSession } from '../account/actions.ts';
import { mintAccountPass } from '../account/gate.ts';
import type { AccountPass } from '../account/rules.ts';
import { answerInvitation, askAnotherTime } from '../answer/actions.ts';
import { startCircle, writeFamily } from '../circle/actions.ts';
import { mintFamilyPass } from '../circle/gate.ts';
import { listFamilies } from '../circle/store.ts';
import { chooseGuests, gapOf, lookAtGuests } from '../guestlist/actions.ts';
import { postParty, sendParty } from '../invitation/actions.ts';
import { mintGuestPass } from '../invitation/gate.ts';
import { findAddressed, listEnvelopes } from '../invitation/store.ts';
import { planParty, startParty } from '../party/actions.ts';
import type { HostPass } from '../party/rules.ts';
import { madeUpAnotherTime, madeUpAnswers, madeUpClass, madeUpDay, type Role } from './rules.ts';

/** The address of one of the three people of a trial, by its mark. */
export function addressOf(mark: string, role: Role): string {
  const person = madeUpClass(mark).families.find((family) => family.role === role);
  return person?.adults[0]?.address ?? '';
}

/** Makes a class of 26 with a party under way, through the same actions as everybody's; gives back its mark. */
export async function makeUpClass(platform: Platform, say: Say): Promise<string> {
  const mark = deriveToken(platform.key, 'trial', newId())
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)
    .toLowerCase();
  const keeper = await accountOf(platform, addressOf(mark, 'keeper'), say);
  const circle = await startCircle(platform, keeper, {
    name: say('home.try_circle'),
    place: 'Oak Primary',
    zone: 'Europe/London',
    language: say.language,
    madeUp: true,
  });
  const host = await fillCircle(platform, circle, mark);
  const hostAccount = await accountOf(platform, addressOf(mark, 'host'), say);
  const family = mintFamilyPass(circle, host, hostAccount);
  const started = await startParty(platform, family, newId());
  if (!started.ok) throw new Error('the made-up host has a child');
  await planAndSend(platform, started.value, say);
  await answerForSome(platform, started.value);
  return mark;
}

/** Opens a session as one of the three people of a trial; nobody but they ever has such an address. */
export async function signInAs(
  platform: Platform,
  mark: string,
  role: Role,
  say: Say,
  device: string,
): Promise<string> {
  const account = await accountOf(platform, addressOf(mark, role), say);
  return inTransaction(platform.db, (tx) => openSession(tx, account.account, device, platform.clock()));
}

async function accountOf(platform: Platform, address: string, say: Say): Promise<AccountPass> {
  const account = await inTransaction(platform.db, (tx) =>
    openAccount(tx, address, say.language, platform.clock()),
  );
  return mintAccountPass(account, address, '');
}

async function fillCircle(platform: Platform, circle: string, mark: string): Promise<string> {
  const { families, secondHome } = madeUpClass(mark);
  let host = '';
  await inCircle(platform.db, circle, async (tx) => {
    const pass = { circle };
    for (const { children, adults, role } of families) {
      const plan = { id: newId(), language: null, adults, kept: [], added: children, told: true };
      const id = await writeFamily(platform, tx, pass, plan);
      if (role === 'host') host = id;
    }
    const all = await listFamilies(tx, pass);
    const shared = all.flatMap((family) => family.children).filter(({ name }) => name === 'Sami');
    await writeFamily(platform, tx, pass, {
      id: newId(),
      language: null,
      adults: [secondHome],
      kept: shared,
      added: [],
      told: true,
    });
  });
  return host;
}

async function planAndSend(platform: Platform, pass: HostPass, say: Say): Promise<void> {
  const typed = {
    title: say('home.try_title'),
    date: madeUpDay(platform.clock(), 'Europe/London'),
    starts: '15:00',
    ends: '17:00',
    area: say('home.try_area'),
    address: '12 Maple Street',
    grownUps: '2',
    staying: 'either',
    setting: 'indoors',
    presents: 'none',
    presentsNote: say('home.try_presents'),
    greeting: say('home.try_greeting'),
    pattern: 'bubbles',
  };
  const planned = await planParty(platform, pass, typed);
  if (!planned.ok) throw new Error('the made-up plan can be a plan');
  const { weighed } = await lookAtGuests(platform, pass);
  const ticked = weighed.able.map(({ id }) => id);
  await chooseGuests(platform, pass, { ticked, way: 'next', seen: gapOf(weighed) });
  await sendParty(platform, pass);
  await postParty(platform, pass);
}

async function answerForSome(platform: Platform, pass: HostPass): Promise<void> {
  const envelopes = await inCircle(platform.db, pass.circle, async (tx) => {
    const all = [];
    for (const { id, linkVersion } of await listEnvelopes(tx, pass)) {
      const addressed = await findAddressed(tx, { circle: pass.circle, envelope: id });
      all.push({
        guest: mintGuestPass(pass.circle, id, linkVersion),
        children: addressed?.addressee.children ?? [],
      });
    }
    return all;
  });
  const said = envelopes.flatMap(({ guest, children }) =>
    children.flatMap(({ id, name }) =>
      Object.entries(madeUpAnswers).flatMap(([says, names]) =>
        isSaid(says) && names.some((one) => one === name) ? [{ guest, id, name, says }] : [],
      ),
    ),
  );
  await Promise.all(
    said.map(async ({ guest, id, name, says }) => {
      await answerInvitation(platform, guest, { child: id, says });
      if (name === madeUpAnotherTime) await askAnotherTime(platform, guest, id, true);
    }),
  );
}

function isSaid(text: string): text is keyof typeof madeUpAnswers {
  return text in madeUpAnswers;
}
