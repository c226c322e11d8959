import { z } from 'zod';
import { dayField, lineField } from '../../platform/web/field-schemas.ts';
import { parse, type FieldErrors, type Parsed, type Typed } from '../../platform/web/form.ts';
import { halves, horizon, lengths, longestSpan, type SchoolDay, type Span, type TakenTime } from './rules.ts';

const day = dayField('times.day_wrong');

const spanForm = z.object({ from: day, to: day, length: z.enum(lengths, 'times.length_missing') });

/** Reads the days that a host looks at: ahead, in order, and six weeks at most. */
export function parseSpan(typed: Typed, today: Temporal.PlainDate): Parsed<Span> {
  const form = parse(spanForm, typed);
  if (!form.ok) return form;
  const { from, to } = form.value;
  const errors: FieldErrors = {};
  if (from <= today.toString()) errors['from'] = 'times.day_past';
  if (from > today.add({ days: horizon }).toString()) errors['from'] = 'times.day_far';
  if (to < from) errors['to'] = 'times.span_turned';
  else if (
    to >
    Temporal.PlainDate.from(from)
      .add({ days: longestSpan - 1 })
      .toString()
  )
    errors['to'] = 'times.span_long';
  return Object.keys(errors).length > 0 ? { ok: false, errors } : form;
}

/** The days that the page begins with: four weeks from tomorrow on. */
export function firstSpan(today: Temporal.PlainDate): Span {
  const from = today.add({ days: 1 });
  return { from: from.toString(), to: from.add({ days: 27 }).toString(), length: 'two_hours' };
}

const schoolDayForm = z.object({
  name: lineField('times.name_missing', 80),
  from: day,
  to: z.string().optional(),
});

/** Reads a day of the school's own; without a last day it is one day. */
export function parseSchoolDay(typed: Typed, today: Temporal.PlainDate): Parsed<Omit<SchoolDay, 'id'>> {
  const form = parse(schoolDayForm, typed);
  if (!form.ok) return form;
  const { name, from, to: last = '' } = form.value;
  const to = last === '' ? from : last;
  if (!day.safeParse(to).success) return { ok: false, errors: { to: 'times.day_wrong' } };
  if (to < from) return { ok: false, errors: { to: 'times.span_turned' } };
  if (to < today.toString()) return { ok: false, errors: { from: 'times.day_past' } };
  if (to > today.add({ days: 550 }).toString()) return { ok: false, errors: { to: 'times.day_far' } };
  return { ok: true, value: { name, from, to } };
}

const takenForm = z.object({ day, part: z.enum([...halves, 'day'], 'times.part_missing') });

/** Reads a time that a family marks: a morning, an afternoon or both. */
export function parseTaken(typed: Typed, today: Temporal.PlainDate): Parsed<TakenTime[]> {
  const form = parse(takenForm, typed);
  if (!form.ok) return form;
  const { day: marked, part } = form.value;
  if (marked < today.toString()) return { ok: false, errors: { day: 'times.day_past' } };
  if (marked > today.add({ days: 2 * horizon }).toString())
    return { ok: false, errors: { day: 'times.day_far' } };
  const marks = halves
    .filter((half) => part === 'day' || part === half)
    .map((half) => ({ day: marked, half }));
  return { ok: true, value: marks };
}

export const freeForm = z.object({ day, half: z.enum(halves, 'times.part_missing') });
