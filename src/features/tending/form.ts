import { z } from 'zod';
import { isBy, placeInZone, plainDate, plainTime } from '../../kernel/time.ts';
import { isLanguage } from '../../platform/language/languages.ts';
import { lineField } from '../../platform/web/field-schemas.ts';
import {
  parse,
  textOf,
  textsOf,
  type FieldErrors,
  type Parsed,
  type Typed,
} from '../../platform/web/form.ts';
import { patterns } from '../../ui/patterns.tsx';
import { mostName } from '../wall/rules.ts';
import type { WallPlan } from '../wall/store.ts';

const countField = (most: number) =>
  z
    .string({ error: 'tending.number_wrong' })
    .regex(/^\d{1,6}$/, 'tending.number_wrong')
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, 'tending.number_wrong');

const planForm = z.object({
  name: lineField('tending.name_missing', mostName),
  about: lineField('tending.about_missing', 80),
  pattern: z.enum(patterns, 'party.choose_one'),
  candles: countField(12),
  breath: countField(100_000),
});

/** The longest that a wall stands, and how far ahead it may begin, in days. */
const longest = 31;
const farthest = 180;

/**
 * Reads what a family decides of its wall: all sentences at once, each at its field. `parties` are those whose guests
 * alone may look in, if the family wants that.
 */
export function parseWall(
  typed: Typed,
  { zone, parties, now }: { zone: string; parties: readonly { id: string }[]; now: Temporal.Instant },
): Parsed<WallPlan> {
  const form = parse(planForm, typed);
  const errors: FieldErrors = form.ok ? {} : form.errors;
  const moment = (name: string): Temporal.Instant | null =>
    momentOf(textOf(typed, `${name}On`), textOf(typed, `${name}At`), zone);
  const [opensAt, closesAt] = [moment('opens'), moment('closes')];
  if (!opensAt) errors['opensOn'] = 'tending.time_wrong';
  else if (!isBy(opensAt, now.add({ hours: 24 * farthest }))) errors['opensOn'] = 'tending.time_far';
  if (!closesAt) errors['closesOn'] = 'tending.time_wrong';
  else if (isBy(closesAt, now)) errors['closesOn'] = 'tending.time_past';
  else if (opensAt && isBy(closesAt, opensAt)) errors['closesOn'] = 'tending.time_turned';
  else if (opensAt && !isBy(closesAt, opensAt.add({ hours: 24 * longest })))
    errors['closesOn'] = 'tending.time_long';
  const looks = textOf(typed, 'lookOn') !== '' || textOf(typed, 'lookAt') !== '';
  const lookInAt = looks ? moment('look') : null;
  if (looks && !lookInAt) errors['lookOn'] = 'tending.time_wrong';
  else if (lookInAt && opensAt && closesAt && !(isBy(opensAt, lookInAt) && isBy(lookInAt, closesAt)))
    errors['lookOn'] = 'tending.look_outside';
  const languages = textsOf(typed, 'languages').filter(isLanguage);
  if (languages.length === 0) errors['languages'] = 'tending.language_missing';
  const party = textOf(typed, 'party');
  // Nothing chosen is no choice: it must not open to everybody what was for a few.
  if (!('party' in typed) || (party !== '' && !parties.some(({ id }) => id === party)))
    errors['party'] = 'party.choose_one';
  if (!form.ok || !opensAt || !closesAt || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      ...form.value,
      languages,
      opensAt,
      closesAt,
      lookInAt,
      party: party === '' ? null : party,
      atOnce: textOf(typed, 'atOnce') === 'yes',
    },
  };
}

function momentOf(day: string, hour: string, zone: string): Temporal.Instant | null {
  const [date, time] = [plainDate(day), plainTime(hour)];
  if (!date || !time) return null;
  const placed = placeInZone(date.toPlainDateTime(time), zone);
  if (placed.kind === 'never') return null;
  return (placed.kind === 'once' ? placed.at : placed.earlier).toInstant();
}
