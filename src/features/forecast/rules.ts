import {
  adding,
  chanceBelow,
  expectedOf,
  logistic,
  mixed,
  nobody,
  quantile,
  type Distribution,
} from '../../kernel/chance.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isBy } from '../../kernel/time.ts';
import { standing, type Answer } from '../answer/rules.ts';
import { saidAgainAt, type Asked } from '../coming/rules.ts';
import { isUnreached, type Reach } from '../invitation/rules.ts';
import {
  lookDays,
  momentOfRound,
  roundsAhead,
  type Party,
  type Plan,
  type PlannedParty,
} from '../party/rules.ts';

// The model, its formulas and where its numbers come from: docs/forecast.md.

/** What is known of a party; all numbers are children. Nothing of it is about one family, and nothing about its past. */
export type Case = {
  invited: number;
  yes: number;
  later: number;
  no: number;
  /** Without an answer to the plan that stands. The next three are among them, each child in one. */
  silent: number;
  /** Their family has opened the invitation. */
  seen: number;
  unreached: number;
  /** They said yes to a plan that has changed, and not yet again. */
  noticesUnseen: number;
  /** Of those who said yes: asked once more long enough ago to have pressed. */
  asked: number;
  /** Of those who were asked: said yes again. */
  reconfirmed: number;
  /** Of those who said no: had said yes until two days ago or less. */
  dropped: number;
  daysToGo: number;
  /** How many days old the yeses are that were not asked once more, on average. */
  age: number;
  /** Whether the list seems to be taken at that time, where somebody looked. It moves the forecast and is said nowhere. */
  afternoon: 'taken' | 'free' | 'unknown';
  /** Children from elsewhere who are as good as there: the open door, the sign at the gate. */
  promised: number;
};

export type CaseField = keyof Case;

/** `over`: more of these than there can be. */
export type CaseRefusal = {
  field: CaseField;
  why: 'not_a_count' | 'not_days' | 'not_an_afternoon' | 'too_many' | 'over';
};

export const mostInvited = 1000;
const usualDaysToGo = 7;

const counts = [
  'invited',
  'yes',
  'later',
  'no',
  'silent',
  'seen',
  'unreached',
  'noticesUnseen',
  'asked',
  'reconfirmed',
  'dropped',
  'promised',
] as const satisfies CaseField[];

export const caseFields: readonly CaseField[] = [...counts, 'daysToGo', 'age', 'afternoon'];

/** Makes a whole case of what is known: what is missing gets its default, and what cannot be is refused by its field. */
export function completeCase(known: Partial<Record<CaseField, unknown>>): Result<Case, CaseRefusal> {
  const given = new Map<CaseField, number>();
  for (const field of [...counts, 'daysToGo', 'age'] as const) {
    const value = known[field];
    if (value === undefined) continue;
    const isDays = field === 'daysToGo' || field === 'age';
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      return refuse({ field, why: isDays ? 'not_days' : 'not_a_count' });
    if (!isDays && !Number.isInteger(value)) return refuse({ field, why: 'not_a_count' });
    if (value > mostInvited) return refuse({ field, why: 'too_many' });
    given.set(field, value);
  }
  const { afternoon = 'unknown' } = known;
  if (afternoon !== 'taken' && afternoon !== 'free' && afternoon !== 'unknown')
    return refuse({ field: 'afternoon', why: 'not_an_afternoon' });
  return whole(given, afternoon);
}

function whole(
  given: ReadonlyMap<CaseField, number>,
  afternoon: Case['afternoon'],
): Result<Case, CaseRefusal> {
  const of = (field: CaseField, otherwise = 0): number => given.get(field) ?? otherwise;
  const [seen, unreached, noticesUnseen] = [of('seen'), of('unreached'), of('noticesUnseen')];
  const [yes, later, dropped] = [of('yes'), of('later'), of('dropped')];
  const no = of('no', dropped);
  const answered = yes + later + no;
  const quiet = of('silent', seen + unreached + noticesUnseen);
  const invited = of('invited', answered + quiet);
  const silent = invited - answered;
  const reconfirmed = of('reconfirmed');
  // Who was asked and has said no since is none of those who can press.
  const asked = Math.min(of('asked', reconfirmed), yes);
  const over: [CaseField, boolean][] = [
    ['invited', invited > mostInvited],
    ['yes', yes > invited],
    ['later', later > invited],
    ['no', no > invited],
    ['invited', answered + quiet > invited],
    ['seen', seen > silent],
    ['unreached', seen + unreached > silent],
    ['noticesUnseen', seen + unreached + noticesUnseen > silent],
    ['asked', of('asked') > yes + no],
    ['reconfirmed', reconfirmed > Math.min(of('asked', reconfirmed), yes)],
    ['dropped', dropped > no],
  ];
  for (const [field, isSo] of over) if (isSo) return refuse({ field, why: 'over' });
  const days = { daysToGo: of('daysToGo', usualDaysToGo), age: of('age') };
  const more = { asked, reconfirmed, dropped, promised: of('promised'), afternoon, ...days };
  return ok({ invited, yes, later, no, silent, seen, unreached, noticesUnseen, ...more });
}

export type Forecast = {
  /** The chance of each number of children, from none to all. */
  chances: Distribution;
  expected: number;
  /** Where it will be in eight parties of ten. */
  likely: { from: number; to: number };
};

/**
 * How many children will come, and how sure that is. Families' chances move together: what they share is one number, and
 * each piece of what is known says how likely each of its values is.
 */
export function forecast(known: Case): Forecast {
  const likelihoods = shared.map(({ at }) => logLikelihood(known, at));
  const best = Math.max(...likelihoods);
  const parts = shared.map(({ at, weight }, place) => ({
    weight: weight * Math.exp((likelihoods[place] ?? 0) - best),
    of: comingAt(known, at),
  }));
  const chances = mixed(parts);
  return {
    chances,
    expected: expectedOf(chances),
    likely: { from: quantile(chances, 0.1), to: quantile(chances, 0.9) },
  };
}

/** The chance of a quiet party: fewer children than are hoped for. */
export function quietChance({ chances }: Pick<Forecast, 'chances'>, hope: number): number {
  return chanceBelow(chances, hope);
}

// What families share, as log odds that are added to those of each: 0 is any afternoon. Common afternoons differ a little,
// by a normal distribution of which five points of Gauss and Hermite stand for all; and now and then something takes many.
const spread = 0.55;
const causes = 0.13;
const shared: readonly { at: number; weight: number }[] = [
  ...(
    [
      [-2.85697, 0.011257],
      [-1.355626, 0.222076],
      [0, 0.533333],
      [1.355626, 0.222076],
      [2.85697, 0.011257],
    ] as const
  ).map(([point, weight]) => ({ at: point * spread, weight: weight * (1 - causes) })),
  // A message that did not arrive; a rumour; another event at that hour, which may take nearly all.
  ...(
    [
      [-1.6, 0.2],
      [-2.2, 0.2],
      [-3, 0.25],
      [-4, 0.2],
      [-5, 0.15],
    ] as const
  ).map(([at, weight]) => ({ at, weight: weight * causes })),
];

// How much of what is shared reaches those who have said it again: they looked at their calendar a day or five ago.
const pressedFeels = 0.5;

// The log odds of each to come, on an afternoon like any other. What is left of the days lets a yes be taken back, and a
// silence become an answer.
function oddsOf({ daysToGo, age }: Pick<Case, 'daysToGo' | 'age'>) {
  const days = Math.min(daysToGo, 30);
  const yes = 2 - 0.02 * days - 0.012 * Math.min(age, 30);
  return {
    pressed: 3.9 - 0.12 * Math.min(days, 10),
    yes,
    unpressed: yes - 0.5,
    old: -1 + 1.4 * soon(days, 5),
    later: -1.3 + soon(days, 4),
    silent: -2.3 + 1.9 * soon(days, 5),
    unreached: -3.9 + 1.9 * soon(days, 5),
  };
}

// From 0 on the day itself towards 1.
function soon(days: number, span: number): number {
  return 1 - Math.exp(-days / span);
}

const promisedCome = 0.93;

function comingAt(known: Case, at: number): Distribution {
  const odds = oddsOf(known);
  const { yes, asked, reconfirmed, later, silent, unreached, noticesUnseen, no, promised } = known;
  const groups: [number, number][] = [
    [reconfirmed, logistic(odds.pressed + pressedFeels * at)],
    [asked - reconfirmed, logistic(odds.unpressed + at)],
    [yes - asked, logistic(odds.yes + at)],
    [noticesUnseen, logistic(odds.old + at)],
    [later, logistic(odds.later + at)],
    [silent - unreached - noticesUnseen, logistic(odds.silent + at)],
    [unreached, logistic(odds.unreached + at)],
    [no, 0],
    [promised, promisedCome],
  ];
  return groups.reduce((sum, [count, chance]) => adding(sum, count, chance), nobody);
}

// How likely all that is known would be, if this were what families share: each factor falls or rises with it all the way,
// and by that everything that is bad news lowers the forecast, and all that is good news raises it.
function logLikelihood(known: Case, at: number): number {
  const { yes, later, silent, seen, noticesUnseen, asked, reconfirmed, dropped, afternoon, daysToGo } = known;
  const drop = logistic(-3.2 - 0.4 * at);
  const open = -1.4 + 1.6 * soon(daysToGo, 6);
  const weights = {
    answered: 1,
    unseen: Math.exp(open - 0.05 * at),
    seen: Math.exp(open - 0.1 * at),
    notice: Math.exp(-3 - 0.35 * at),
  };
  const all = weights.answered + weights.unseen + weights.seen + weights.notice;
  const factors: [number, number][] = [
    [yes + later, weights.answered / all],
    [silent - seen - noticesUnseen, weights.unseen / all],
    [seen, weights.seen / all],
    [noticesUnseen, weights.notice / all],
    [dropped, drop],
    [yes, 1 - drop],
  ];
  const taken = logistic(-2.4 - 0.6 * at);
  const looked = afternoon === 'unknown' ? 1 : afternoon === 'taken' ? taken : 1 - taken;
  const rest = factors.reduce((sum, [count, chance]) => sum + count * Math.log(chance), Math.log(looked));
  return rest + logPressLikelihood(reconfirmed, asked - reconfirmed, daysToGo, at);
}

// Some circles press what they are asked and others hardly ever, for no reason at all: how readily is unknown, a normal
// distribution around what is shared, on a grid. So a silence of all says much, and not all that it would from independent
// families.
const readiness = Array.from({ length: 17 }, (_, step) => {
  const odds = -4.5 + step / 2;
  return { odds, presses: logistic(odds) };
});
const readinessSpread = 0.45;

function logPressLikelihood(pressed: number, open: number, daysToGo: number, at: number): number {
  if (pressed + open === 0) return 0;
  const usual = 0.5 - 0.12 * Math.min(daysToGo, 5) + 0.5 * at;
  const weights = readiness.map(({ odds }) => -(((odds - usual) / readinessSpread) ** 2) / 2);
  const likely = readiness.map(
    ({ presses }, place) =>
      (weights[place] ?? 0) + pressed * Math.log(presses) + open * Math.log(1 - presses),
  );
  return logSum(likely) - logSum(weights);
}

// Of what is too small to be written as a number the logarithm still can be.
function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, one) => sum + Math.exp(one - highest), 0));
}

/** A child who is asked, as its host may know it: how far each of its envelopes came, and what was answered through it. */
export type Guest = { asked: readonly { envelope: string; reach: Reach; answer: Answer | null }[] };

/** What a host's own page knows, and nothing more: a family in peace is in it as the one it looks like. */
export type Evidence = {
  guests: readonly Guest[];
  askedAgain: readonly Asked[];
  /** How many have taken a yes back within two days. */
  dropped: number;
  afternoon: Case['afternoon'];
  promised: number;
};

/** A mind that was changed so long ago is one of many reasons; until then it may be one that others have too. */
export const freshDrop = Temporal.Duration.from({ hours: 48 });
// Whoever was asked so short a time ago has not failed to press.
const timeToPress = Temporal.Duration.from({ hours: 12 });

/** What is known of a party as the model reads it; each child once, however many homes it has. */
export function caseOf(
  { guests, askedAgain, dropped, afternoon, promised }: Evidence,
  { plan, revision }: Pick<PlannedParty, 'plan' | 'revision'>,
  now: Temporal.Instant,
): Case {
  const known = { invited: guests.length, yes: 0, later: 0, no: 0, silent: 0, seen: 0, unreached: 0 };
  const again = { noticesUnseen: 0, asked: 0, reconfirmed: 0 };
  let ages = 0;
  for (const { asked } of guests) {
    const answers = asked.map(({ answer }) => answer);
    const said = standing(answers, revision);
    if (said === 'later' || said === 'no') known[said] += 1;
    if (said === 'none' || said === 'old_yes') known.silent += 1;
    if (said === 'old_yes') again.noticesUnseen += 1;
    if (said === 'none' && asked.every(({ reach }) => isUnreached(reach))) known.unreached += 1;
    else if (said === 'none' && asked.some(({ reach }) => reach === 'seen')) known.seen += 1;
    if (said !== 'yes') continue;
    known.yes += 1;
    const question = pressOf(asked, askedAgain, now);
    if (question !== null) again.asked += 1;
    if (question === 'pressed') again.reconfirmed += 1;
    if (question === null) ages += ageOf(answers, now);
  }
  const unasked = known.yes - again.asked;
  const daysToGo = Math.max(0, now.until(plan.startsAt).total('hours') / 24);
  const age = unasked === 0 ? 0 : ages / unasked;
  return { ...known, ...again, dropped: Math.min(dropped, known.no), daysToGo, age, afternoon, promised };
}

function pressOf(
  asked: Guest['asked'],
  askedAgain: readonly Asked[],
  now: Temporal.Instant,
): 'pressed' | 'open' | null {
  const own = askedAgain.filter(({ envelope }) => asked.some((one) => one.envelope === envelope));
  if (own.some((one) => saidAgainAt(one) !== null)) return 'pressed';
  const couldPress = own.some(
    ({ byMail, yesAt, askedAt }) => byMail && yesAt !== null && isBy(askedAt.add(timeToPress), now),
  );
  return couldPress ? 'open' : null;
}

function ageOf(answers: readonly (Answer | null)[], now: Temporal.Instant): number {
  const days = answers.flatMap((answer) =>
    answer?.says === 'yes' ? Math.max(0, answer.at.until(now).total('hours') / 24) : [],
  );
  return Math.min(...days);
}

export const usualHope = 3;
const fewestGuests = 3;

/** How many children are hoped for: as many as the host says, else three, and of a short list half of it. */
export function hopeOf(chosen: number | null, invited: number): number {
  return chosen ?? Math.max(1, Math.min(usualHope, Math.ceil(invited / 2)));
}

/** What a host is told of its party. */
export type Outlook = {
  known: Case;
  forecast: Forecast;
  hope: number;
  /** The chance of fewer. */
  quiet: number;
  /** How much of it is said; nothing before enough is known. */
  level: Level | null;
};

export function outlookOf(
  known: Case,
  chosen: number | null,
  party: PlannedParty,
  now: Temporal.Instant,
): Outlook {
  const seen = forecast(known);
  const hope = hopeOf(chosen, known.invited);
  const quiet = quietChance(seen, hope);
  const level = isForecast(party, known) && isKnownEnough(known, party.plan, now) ? levelOf(quiet) : null;
  return { known, forecast: seen, hope, quiet, level };
}

/** One child over to play, or two guests, are small on purpose: of them nothing is foretold by itself. */
export function isForecast(
  { plan }: Pick<PlannedParty, 'plan'>,
  { invited }: Pick<Case, 'invited'>,
): boolean {
  return plan.kind !== 'playdate' && invited >= fewestGuests;
}

/** At how many in a hundred a host is told, once each. */
export const levels = [30, 60] as const;
export type Level = (typeof levels)[number];

function levelOf(quiet: number): Level | null {
  return levels.findLast((level) => quiet * 100 >= level) ?? null;
}

/**
 * Nobody is troubled by a list that has only just been asked: half of it has answered, or minds are changing, or the host's
 * last day is over; without such a day the first "still coming?", and three days before the party in any case.
 */
export function isKnownEnough(
  { invited, yes, later, no, dropped }: Case,
  plan: Pick<Plan, 'startsAt' | 'zone' | 'answerBy'>,
  now: Temporal.Instant,
): boolean {
  if (!isBy(plan.startsAt.subtract({ hours: 24 * lookDays }), now)) return false;
  if (dropped > 1 || 2 * (yes + later + no) >= invited) return true;
  if (isBy(plan.startsAt.subtract({ hours: 72 }), now)) return true;
  const { answerBy, zone } = plan;
  if (answerBy === null) return isBy(momentOfRound(plan, 5), now);
  return isBy(Temporal.PlainDate.from(answerBy).add({ days: 1 }).toZonedDateTime(zone).toInstant(), now);
}

// In the last hours there is nothing left to do: the page says how it stands, and no mail troubles anybody.
const daysToAct = 3 / 24;

/** What is to be told now: each level once, of two that are passed at once the higher one, and while there is time to act. */
export function levelsToTell(
  { level, known: { daysToGo } }: { level: Level | null; known: Pick<Case, 'daysToGo'> },
  told: readonly number[],
): Level[] {
  if (level === null || told.includes(level) || daysToGo < daysToAct) return [];
  return levels.filter((one) => one <= level && !told.includes(one));
}

export const reasons = ['yes', 'promised', 'dropped', 'unseen', 'unpressed', 'open', 'unreached'] as const;
export type Reason = { why: (typeof reasons)[number]; count: number };

// A number that is one would be somebody.
const fewestTold = 2;

/** Why, as far as it may be told: numbers that the host's page holds already, and never what else is on that afternoon. */
export function reasonsOf({ known }: Pick<Outlook, 'known'>): Reason[] {
  const { yes, promised, dropped, noticesUnseen, asked, reconfirmed, silent, unreached, later } = known;
  const all: Reason[] = [
    { why: 'yes', count: yes },
    { why: 'promised', count: promised },
    { why: 'dropped', count: dropped < fewestTold ? 0 : dropped },
    { why: 'unseen', count: noticesUnseen },
    { why: 'unpressed', count: asked - reconfirmed < fewestTold ? 0 : asked - reconfirmed },
    { why: 'open', count: silent + later - unreached - noticesUnseen },
    { why: 'unreached', count: unreached },
  ];
  return all.filter(({ why, count }) => count > 0 || why === 'yes');
}

export const ways = ['ask', 'notice', 'time', 'door', 'wall'] as const;
export type Way = (typeof ways)[number];

// A move needs days in which to be heard of.
const daysToMove = 3;

/** What can be done, in this order: ask, look who has not seen the news, another time if many would gain, open the door, a wall. */
export function waysOf({ known }: Pick<Outlook, 'known'>): Way[] {
  const { silent, later, asked, reconfirmed, noticesUnseen, no, invited, afternoon, daysToGo } = known;
  const manyWouldGain = afternoon === 'taken' || 2 * (no + silent + later) >= invited;
  const open: Record<Way, boolean> = {
    ask: silent + later - noticesUnseen + asked - reconfirmed > 0,
    notice: noticesUnseen > 0,
    time: manyWouldGain && daysToGo >= daysToMove,
    door: true,
    wall: true,
  };
  return ways.filter((way) => open[way]);
}

/** When those who said yes are asked once more by themselves, if that is still to come. */
export function nextRound(
  plan: Pick<Plan, 'startsAt' | 'zone'>,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const [round] = roundsAhead(plan, now);
  return round === undefined ? null : momentOfRound(plan, round);
}

/** The chance in tenths, as it is said: of ten parties like this one. */
export function tenthsOf({ quiet }: Pick<Outlook, 'quiet'>): number {
  return Math.round(quiet * 10);
}

/** A number of children, and how high its bar is beside the highest; `below` the line: fewer than are hoped for. */
export type Bar = { count: number; height: number; below: boolean };

const visible = 0.004;
const nearby = 3;

/** The bars of the picture: from the first number that is at all likely to the last, and to the line where that is near. */
export function barsOf({ forecast: { chances }, hope }: Pick<Outlook, 'forecast' | 'hope'>): Bar[] {
  const highest = Math.max(...chances);
  const first = chances.findIndex((chance) => chance >= visible);
  const last = chances.findLastIndex((chance) => chance >= visible);
  const isNear = hope > first - nearby && hope <= last + nearby;
  const [from, to] = isNear ? [Math.min(first, hope - 1), Math.max(last, hope)] : [first, last];
  return chances
    .map((chance, count) => ({ count, height: chance / highest, below: count < hope }))
    .slice(from, to + 1);
}

/** Whether the line of the hope is in the picture. */
export function hasLine(bars: readonly Bar[]): boolean {
  return bars.some(({ below }) => below) && bars.some(({ below }) => !below);
}

export type HopeRefusal = 'over';

/** A host says how many it hopes for, as long as there is something to hope. */
export function mayHope({ plan, cancelledAt }: Party, now: Temporal.Instant): Result<null, HopeRefusal> {
  return cancelledAt || (plan && isBy(plan.startsAt, now)) ? refuse('over') : ok(null);
}
