import { z } from 'zod';
import { lengthOf, tidy, tidyLine } from '../../kernel/text.ts';
import type { MessageKey } from '../../platform/language/say.ts';
import { lineField } from '../../platform/web/field-schemas.ts';
import { parse, textOf, type Parsed, type Typed } from '../../platform/web/form.ts';
import { patterns } from '../../ui/patterns.tsx';
import type { Child } from '../circle/rules.ts';
import {
  kinds,
  presentWishes,
  readAnswerBy,
  readTimes,
  settings,
  stayings,
  type AnswerByRefusal,
  type Plan,
  type TimeRefusal,
} from './rules.ts';

export type TypedPlan = { child: string; plan: Plan };

const optionalText = (longest: number) =>
  z
    .string()
    .optional()
    .transform((text) => tidy(text ?? ''))
    .refine((text) => lengthOf(text) <= longest, 'field.too_long');

const planForm = z.object({
  child: z.string({ error: 'party.child_missing' }),
  title: lineField('party.title_missing', 80),
  area: lineField('party.area_missing', 120),
  address: lineField('party.address_missing', 200),
  grownUps: z
    .string()
    .optional()
    .transform((text) => Number(text || '1'))
    .pipe(
      z
        .number('party.grown_ups_wrong')
        .int('party.grown_ups_wrong')
        .min(1, 'party.grown_ups_wrong')
        .max(50, 'party.grown_ups_wrong'),
    ),
  staying: z.enum(stayings, 'party.choose_one'),
  setting: z.enum(settings, 'party.choose_one'),
  kind: z.enum(kinds, 'party.choose_one').catch('birthday'),
  overnight: z
    .string()
    .optional()
    .transform((text) => text === 'yes'),
  presents: z.enum(presentWishes, 'party.choose_one'),
  presentsNote: optionalText(120).transform(tidyLine),
  greeting: optionalText(600),
  pattern: z.enum(patterns, 'party.choose_one'),
});

const timeSentences: Record<TimeRefusal['why'], MessageKey> = {
  wrong: 'party.time_wrong',
  past: 'party.time_past',
  never: 'party.time_never',
  twice: 'party.time_twice',
  too_far: 'party.time_too_far',
  too_long: 'party.time_too_long',
};

const answerBySentences: Record<AnswerByRefusal, MessageKey> = {
  wrong: 'party.answer_by_wrong',
  past: 'party.answer_by_past',
  late: 'party.answer_by_late',
};

/** Reads the plan of a party: all sentences at once, each at its field. */
export function parsePlan(
  typed: Typed,
  zone: string,
  children: readonly Child[],
  now: Temporal.Instant,
): Parsed<TypedPlan> {
  const form = parse(planForm, { child: children[0]?.id ?? '', ...typed });
  const typedTimes = {
    date: textOf(typed, 'date'),
    starts: textOf(typed, 'starts'),
    ends: textOf(typed, 'ends'),
    occurrence: textOf(typed, 'occurrence'),
    overnight: textOf(typed, 'overnight') === 'yes',
  };
  const times = readTimes(typedTimes, zone, now);
  const startsAt = times.ok ? times.value.startsAt : null;
  const answerBy = readAnswerBy(textOf(typed, 'answerBy'), zone, startsAt, now);
  const errors = form.ok ? {} : form.errors;
  if (!times.ok) errors[times.refusal.field] = timeSentences[times.refusal.why];
  if (!answerBy.ok) errors['answerBy'] = answerBySentences[answerBy.refusal];
  if (form.ok && !children.some(({ id }) => id === form.value.child)) errors['child'] = 'party.child_missing';
  if (!form.ok || !times.ok || !answerBy.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  const { child, ...said } = form.value;
  return { ok: true, value: { child, plan: { ...said, ...times.value, answerBy: answerBy.value, zone } } };
}

/** Where a new plan begins: the gentle answers are chosen already. */
export const firstTyped: Typed = {
  kind: 'birthday',
  grownUps: '2',
  staying: 'either',
  setting: 'indoors',
  presents: 'none',
  pattern: 'bubbles',
};
