import { describe, expect, it } from 'vitest';
import { Random } from '../../../test/random.ts';
import { adding, chanceBelow, nobody } from '../../kernel/chance.ts';
import { completeCase, forecast, quietChance, type Case } from './rules.ts';

// A made-up world of parties that knows nothing of the model's formulas: families with a will, a calendar and a memory, and
// now and then something that happens to many of them at once. docs/forecast.md says what each part stands for.

type Chance = () => number;

function chanceOf(seed: number): Chance {
  const random = new Random(seed);
  return () => random.next();
}

type Trouble = { kind: 'none' | 'clash' | 'lost' | 'rumour'; day: number; share: number; told: boolean };

type Family = {
  reached: boolean;
  /** What it will say, and so many days before the party; never, when it says nothing. */
  says: 'yes' | 'no' | 'later' | 'never';
  answersOn: number;
  opensOn: number;
  /** Whether what has happened takes it, and the day on which it takes its yes back, if it does. */
  taken: boolean;
  dropsOn: number | null;
  pressesOn: { round: number; says: boolean }[];
  comes: boolean;
};

type Party = { families: Family[]; trouble: Trouble };

const between = (chance: Chance, from: number, to: number): number => from + (to - from) * chance();

function makeParty(chance: Chance, oftenTrouble: number): Party {
  const size = Math.floor(between(chance, 4, 17));
  const sentOn = between(chance, 8, 21);
  const pull = between(chance, 0.3, 0.85);
  const speed = between(chance, 1.5, 6);
  const silence = between(chance, 0.05, 0.4);
  const pressing = between(chance, 0.4, 0.85);
  const trouble = makeTrouble(chance, oftenTrouble);
  const lostPost = chance() < 0.1 ? 0.3 : 0.03;
  const families = Array.from({ length: size }, () =>
    makeFamily(chance, { sentOn, pull, speed, silence, pressing, trouble, lostPost }),
  );
  return { families, trouble };
}

function makeTrouble(chance: Chance, often: number): Trouble {
  const none: Trouble = { kind: 'none', day: 0, share: 0, told: false };
  if (chance() >= often) return none;
  const kind = (['clash', 'lost', 'rumour'] as const)[Math.floor(chance() * 3)] ?? 'clash';
  const day = between(chance, 0.5, 11);
  const told = chance() < 0.5;
  if (kind === 'clash') return { kind, day, share: between(chance, 0.6, 1), told };
  if (kind === 'lost') return { kind, day, share: between(chance, 0.4, 0.95), told };
  return { kind, day, share: between(chance, 0.3, 0.8), told };
}

type Around = {
  sentOn: number;
  pull: number;
  speed: number;
  silence: number;
  pressing: number;
  trouble: Trouble;
  lostPost: number;
};

function makeFamily(chance: Chance, around: Around): Family {
  const { sentOn, pull, speed, silence, pressing, trouble } = around;
  const reached = chance() >= around.lostPost;
  const will = chance();
  const keeps = chance() < silence || !reached;
  const says = keeps ? 'never' : will < pull ? 'yes' : chance() < 0.2 ? 'later' : 'no';
  const answersOn = sentOn - 0.1 + speed * Math.log(1 - chance());
  const opensOn = chance() < 0.7 ? sentOn - 2 * chance() : -1;
  const taken = chance() < trouble.share;
  const drops = { clash: 0.25, rumour: 0.6, lost: 0, none: 0 }[trouble.kind];
  const dropsOn = taken && says === 'yes' && chance() < drops ? trouble.day * chance() : null;
  // A yes can be taken back for reasons of one's own, a week before as well as an hour.
  const ill = chance() < 0.07;
  const ownDrop = ill && chance() < 0.6 ? between(chance, 0, 2.5) : null;
  const pressesOn = [5, 1].map((round) => {
    const knows = taken && trouble.day > round;
    return { round, says: !ill && chance() < (knows ? 0.07 : pressing) };
  });
  const forgets = chance() < (pressesOn.some((one) => one.says) ? 0.02 : 0.12);
  const comesAtAll = {
    yes: !ill && !forgets,
    later: chance() < 0.4,
    never: reached && chance() < 0.07,
    no: false,
  }[says];
  // What is answered after something has happened is answered by it.
  const answers = taken && answersOn < trouble.day && says === 'yes' && trouble.kind !== 'lost' ? 'no' : says;
  return {
    reached,
    says: answers,
    answersOn,
    opensOn,
    taken,
    dropsOn: dropsOn ?? ownDrop,
    pressesOn,
    comes: comesAtAll && !taken,
  };
}

const groups = [
  'pressed',
  'asked',
  'yes',
  'old',
  'later',
  'no',
  'dropped',
  'seen',
  'silent',
  'unreached',
] as const;
type Group = (typeof groups)[number];

/** What a host could know of a family so many days before. */
function groupOf(family: Family, { trouble }: Party, days: number): Group {
  const { says, answersOn, dropsOn, pressesOn, reached, taken, opensOn } = family;
  if (says === 'never' || answersOn <= days)
    return !reached ? 'unreached' : opensOn > days ? 'seen' : 'silent';
  if (says !== 'yes') return says;
  if (dropsOn !== null && dropsOn > days) return dropsOn <= days + 2 ? 'dropped' : 'no';
  if (trouble.kind === 'lost' && trouble.told && taken && trouble.day > days) return 'old';
  const rounds = pressesOn.filter(({ round }) => round > days + 0.4 && answersOn > round + 0.5);
  if (rounds.some((one) => one.says)) return 'pressed';
  return rounds.length > 0 ? 'asked' : 'yes';
}

function caseOf(counts: Record<Group, number>, invited: number, daysToGo: number): Case {
  const { pressed, asked, yes, old, later, no, dropped, seen, unreached } = counts;
  const complete = completeCase({
    invited,
    yes: pressed + asked + yes,
    later,
    no: no + dropped,
    seen,
    unreached,
    noticesUnseen: old,
    asked: pressed + asked,
    reconfirmed: pressed,
    dropped,
    daysToGo,
  });
  if (!complete.ok) throw new Error(JSON.stringify(complete.refusal));
  return complete.value;
}

type Look = { known: Case; counts: Record<Group, number>; came: Record<Group, number>; total: number };

const hope = 3;
const daysLookedAt = [9, 6, 4, 2.5, 1.5, 0.5];

/** So many parties, each looked at once, some days before it. */
function lookAt(seed: number, parties: number, oftenTrouble: number): Look[] {
  const chance = chanceOf(seed);
  return Array.from({ length: parties }, (_, place) => {
    const party = makeParty(chance, oftenTrouble);
    const days = daysLookedAt[place % daysLookedAt.length] ?? 0;
    const none = (): Record<Group, number> => ({
      pressed: 0,
      asked: 0,
      yes: 0,
      old: 0,
      later: 0,
      no: 0,
      dropped: 0,
      seen: 0,
      silent: 0,
      unreached: 0,
    });
    const [counts, came] = [none(), none()];
    for (const family of party.families) {
      const group = groupOf(family, party, days);
      counts[group] += 1;
      if (family.comes) came[group] += 1;
    }
    const total = party.families.filter(({ comes }) => comes).length;
    return { known: caseOf(counts, party.families.length, days), counts, came, total };
  });
}

type Saying = (look: Look) => number;

const model: Saying = ({ known }) => quietChance(forecast(known), hope);
const halfOfTheYeses: Saying = ({ known }) => (known.yes / 2 < hope ? 1 : 0);
const halfByCoin: Saying = ({ known }) => chanceBelow(adding(nobody, known.yes, 0.5), hope);

/** Guests of whom none has to do with another: told by the same world how often each kind of them comes, on each day. */
function independent(learned: readonly Look[]): Saying {
  const rates = new Map(
    daysLookedAt.map((days) => {
      const own = learned.filter(({ known }) => known.daysToGo === days);
      const sum = (of: 'counts' | 'came', group: Group): number =>
        own.reduce((all, look) => all + look[of][group], 0);
      return [
        days,
        new Map(groups.map((group) => [group, sum('came', group) / Math.max(1, sum('counts', group))])),
      ];
    }),
  );
  return ({ known, counts }) =>
    chanceBelow(
      groups.reduce(
        (all, group) => adding(all, counts[group], rates.get(known.daysToGo)?.get(group) ?? 0),
        nobody,
      ),
      hope,
    );
}

function brier(looks: readonly Look[], saying: Saying): number {
  const off = looks.map((look) => saying(look) - (look.total < hope ? 1 : 0));
  return off.reduce((sum, one) => sum + one ** 2, 0) / looks.length;
}
function quietOf(looks: readonly Look[]): number {
  return looks.filter(({ total }) => total < hope).length / looks.length;
}

const parties = 6000;
const likelyQuiet = (looks: readonly Look[]): Look[] =>
  looks.filter((look) => model(look) >= 0.7 && model(look) <= 0.9);

describe('the forecast among thousands of made-up parties', () => {
  // With nothing that befalls many at once, with as much of it as the model expects, and with twice as much.
  for (const oftenTrouble of [0, 0.15, 0.3])
    it(`of those it calls 80 % likely to be quiet 70 to 90 % are, where something befalls ${oftenTrouble * 100} of 100`, () => {
      const looks = lookAt(7, parties, oftenTrouble);
      const quiet = likelyQuiet(looks);
      expect(quiet.length).toBeGreaterThan(400);
      expect(quietOf(quiet)).toBeGreaterThan(0.7);
      expect(quietOf(quiet)).toBeLessThan(0.9);
      const within = looks.filter(({ known, total }) => {
        const { from, to } = forecast(known).likely;
        return total >= from && total <= to;
      });
      expect(within.length / looks.length).toBeGreaterThan(0.8);
      expect(brier(looks, model)).toBeLessThan(0.5 * brier(looks, halfOfTheYeses));
      expect(brier(looks, model)).toBeLessThan(0.6 * brier(looks, halfByCoin));
    });

  it('it knows better than those who think that guests have nothing to do with one another', () => {
    const asEver = independent(lookAt(99, parties, 0));
    for (const oftenTrouble of [0.15, 0.3]) {
      const looks = lookAt(7, parties, oftenTrouble);
      expect(brier(looks, model)).toBeLessThan(brier(looks, asEver));
    }
    // Where something has befallen many they are sure of themselves, and it is not.
    const struck = lookAt(11, parties, 1).filter(({ total }) => total < hope);
    const sure = (saying: Saying): number =>
      struck.filter((look) => saying(look) < 0.1).length / struck.length;
    expect(sure(model)).toBeLessThan(0.75 * sure(asEver));
  });
});
