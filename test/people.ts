import { newId } from '../src/kernel/id.ts';
import { inCircle } from '../src/platform/database/database.ts';
import { sayIn } from '../src/platform/language/say.ts';
import { addFamily, startCircle } from '../src/features/circle/actions.ts';
import { mintKeeperPass, mintFamilyPass } from '../src/features/circle/gate.ts';
import type { KeeperPass } from '../src/features/circle/rules.ts';
import { listChildren } from '../src/features/circle/store.ts';
import { openAccount, openSession } from '../src/features/account/actions.ts';
import { mintAccountPass } from '../src/features/account/gate.ts';
import type { AccountPass } from '../src/features/account/rules.ts';
import { chooseGuests, gapOf, lookAtGuests } from '../src/features/guestlist/actions.ts';
import { postParty, sendParty } from '../src/features/invitation/actions.ts';
import { changeParty, weighChange } from '../src/features/notice/actions.ts';
import { planAsTyped, planParty, startParty } from '../src/features/party/actions.ts';
import { isPlanned, type HostPass } from '../src/features/party/rules.ts';
import { getParty } from '../src/features/party/store.ts';
import { hidden, type Seen, type Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** The standing cast: the families of the stories. */
export const ellie = { child: 'Ellie', adult: 'Maya', address: 'maya@families.example' };
export const luka = { child: 'Luka', adult: 'Ivan', address: 'ivan@families.example' };
export const noor = { child: 'Noor', adult: 'Karim', address: 'karim@families.example' };
export const goran = { child: 'Goran', adult: 'Mira', address: null };
export const keeper = 'anjali@school.example';

export type Person = { child: string; adult: string; address: string | null };

export async function signIn(world: World, visitor: Visitor, address: string): Promise<AccountPass> {
  const account = await openAccount(world.platform.db, address, 'en', world.platform.clock());
  visitor.cookies.set(
    '__Host-session',
    await openSession(world.platform.db, account, 'Test', world.platform.clock()),
  );
  return mintAccountPass(account, address, '');
}

export type Class = { circle: string; keeper: KeeperPass; families: Map<string, string> };

/** A circle with these families in it; by default Ellie, Luka, Noor and Goran, who has no mail. */
export async function makeClass(
  world: World,
  people: readonly Person[] = [ellie, luka, noor, goran],
  name = 'Class 1B',
  keptBy = keeper,
): Promise<Class> {
  const { platform } = world;
  const account = await openAccount(platform.db, keptBy, 'en', platform.clock());
  const pass = mintAccountPass(account, keptBy, '');
  const circle = await startCircle(platform, pass, {
    name,
    place: 'Oak Primary',
    zone: 'Europe/London',
    language: 'en',
  });
  const keeperPass = mintKeeperPass(circle, pass);
  const families = new Map<string, string>();
  for (const { child, adult, address } of people) {
    const plan = {
      language: null,
      adults: [{ name: adult, address, phone: null }],
      kept: [],
      added: [child],
    };
    const added = await addFamily(platform, keeperPass, plan);
    if (added.ok) families.set(child, added.value);
  }
  return { circle, keeper: keeperPass, families };
}

export const plan = {
  title: 'Ellie is turning five',
  date: '2026-12-12',
  starts: '15:00',
  ends: '17:00',
  area: 'Maple Street, ten minutes from school',
  address: '12 Maple Street',
  grownUps: '2',
  staying: 'either',
  setting: 'indoors',
  presents: 'none',
  presentsNote: '',
  greeting: 'Come and dance.',
  pattern: 'bubbles',
};

/** A party of Ellie's for the children named, or for the whole class; planned, and sent unless said otherwise. */
export function makeParty(
  world: World,
  of: Class,
  guests?: readonly string[],
  send = true,
): Promise<HostPass> {
  return makePartyOf(world, of, ellie, { send, ...(guests ? { guests } : {}) });
}

type PartyWishes = {
  guests?: readonly string[];
  send?: boolean;
  plan?: Partial<typeof plan & { answerBy: string; kind: string }>;
};

/** The same of any family of the cast, with another plan if need be. */
export async function makePartyOf(
  world: World,
  { circle, families }: Class,
  { child, address }: { child: string; address: string },
  { guests, send = true, plan: other = {} }: PartyWishes = {},
): Promise<HostPass> {
  const { platform } = world;
  const family = families.get(child) ?? '';
  const account = mintAccountPass(
    await openAccount(platform.db, address, 'en', platform.clock()),
    address,
    '',
  );
  const started = await startParty(platform, mintFamilyPass(circle, family, account), newId());
  if (!started.ok) throw new Error(started.refusal);
  const pass = started.value;
  const planned = await planParty(platform, pass, { ...plan, ...other });
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  const children = await inCircle(platform.db, circle, (tx) => listChildren(tx, pass));
  const asked = children.filter(({ name }) => guests?.includes(name) ?? true);
  await choose(
    world,
    pass,
    asked.map(({ id }) => id),
  );
  if (!send) return pass;
  await sendParty(platform, pass);
  await postParty(platform, pass);
  return pass;
}

/** Chooses these children; a gap is kept, as somebody does who has seen it. */
export async function choose({ platform }: World, pass: HostPass, ticked: readonly string[]): Promise<void> {
  const seen = gapOf((await lookAtGuests(platform, pass, ticked)).weighed);
  await chooseGuests(platform, pass, { ticked, way: 'keep', seen });
}

/** Changes the plan of a party that was sent, as its host does who has looked at the change. */
export async function move(
  { platform }: World,
  pass: HostPass,
  change: Partial<Record<'date' | 'starts' | 'ends' | 'area' | 'address' | 'answerBy' | 'greeting', string>>,
): Promise<void> {
  const party = await inCircle(platform.db, pass.circle, (tx) => getParty(tx, pass));
  if (!isPlanned(party)) throw new Error('only a plan can be changed');
  const typed = { ...planAsTyped(party), ...change };
  const weighed = await weighChange(platform, pass, typed);
  if (!weighed.ok) throw new Error(weighed.refusal.kind);
  const changed = await changeParty(platform, pass, { ...typed, digest: weighed.value.digest });
  if (!changed.ok) throw new Error(changed.refusal.kind);
}

/** The link in the newest mail to an address, as its path. */
export async function linkTo(world: World, address: string): Promise<string> {
  const mails = await world.mails(address);
  const link = mails.toReversed().flatMap(({ text }) => /\/i\/[\w-]+/.exec(text)?.[0] ?? [])[0];
  if (link === undefined) throw new Error(`no link was sent to ${address}`);
  return link;
}

/** Opens the page of leaving and presses its one button. */
export async function leave(visitor: Visitor, link: string): Promise<Seen> {
  const { html } = await visitor.get(link);
  return visitor.post(link, { shown: hidden(html, 'shown') });
}

export type Giving = { visitor: Visitor; party: string };

/** Two hosts would share; one asks, the other says yes, and it is one party. Gives back the id of the one that both give. */
export async function unite({ owner }: World, asks: Giving, says: Giving): Promise<string> {
  for (const { visitor, party } of [asks, says]) await visitor.post(`/parties/${party}/sharing`);
  await asks.visitor.post(`/parties/${asks.party}/unions`, { other: says.party });
  const { rows: offers } = await owner.query<{ id: string }>(
    'select id from joint_offer where party_id = $1',
    [asks.party],
  );
  const offer = `/joint-offers/${offers[0]?.id}`;
  const mark = hidden((await says.visitor.get(offer)).html, 'mark');
  await says.visitor.post(offer, { says: 'yes', mark });
  const { rows: left } = await owner.query<{ id: string }>('select id from party where id = any ($1)', [
    [asks.party, says.party],
  ]);
  if (left.length !== 1) throw new Error('they are still two');
  return left[0]?.id ?? '';
}

export const say = sayIn('en');
