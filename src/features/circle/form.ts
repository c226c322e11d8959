import { z } from 'zod';
import { lengthOf, linesOf, tidyAddress, tidyLine } from '../../kernel/text.ts';
import { isZone } from '../../kernel/time.ts';
import { isLanguage } from '../../platform/language/languages.ts';
import { addressField, lineField, longestName } from '../../platform/web/field-schemas.ts';
import { textOf, textsOf, type FieldErrors, type Parsed, type Typed } from '../../platform/web/form.ts';
import type { Adult, Child, FamilyPlan, Takes } from './rules.ts';

const language = z.string({ error: 'field.language_missing' }).refine(isLanguage, 'field.language_missing');

export const circleForm = z.object({
  name: lineField('field.circle_missing', 80),
  place: lineField('field.place_missing', 120),
  zone: z.string({ error: 'field.zone_missing' }).refine(isZone, 'field.zone_missing'),
  language,
});

export const keeperForm = z.object({ address: addressField });

const grownUps = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;

/**
 * Reads the form of a family: children already there as `child-<id>`, new ones a line each in `children`, shared ones
 * as `shared`, and up to eight adults.
 */
export function parseFamily(typed: Typed, known: readonly Child[]): Parsed<FamilyPlan> {
  const errors: FieldErrors = {};
  const kept = known.flatMap((child) => keptChild(typed, child, errors));
  const added = linesOf(textOf(typed, 'children'));
  if (added.some((name) => lengthOf(name) > longestName)) errors['children'] = 'field.too_long';
  if (added.length > 20) errors['children'] = 'circle.too_many_children';
  if (kept.length + added.length === 0) errors['children'] ??= 'field.child_missing';
  const adults = grownUps.flatMap((number) => adultFrom(typed, number, errors));
  if (adults.length === 0) errors['adult-name-1'] ??= 'field.adult_missing';
  const spoken = textOf(typed, 'language');
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const value = { language: isLanguage(spoken) ? spoken : null, adults, kept, added };
  const takes = takesFrom(typed);
  return { ok: true, value: takes ? { ...value, takes } : value };
}

/** The ways that a family allows; null where it was not asked, for an empty box says nothing in a form. */
export function takesFrom(typed: Typed): Takes | null {
  if (textOf(typed, 'ways') !== 'asked') return null;
  return { slip: textOf(typed, 'takesSlip') === 'yes', message: textOf(typed, 'takesMessage') === 'yes' };
}

export function typedTakes({ slip, message }: Takes): Typed {
  return { ...(slip ? { takesSlip: 'yes' } : {}), ...(message ? { takesMessage: 'yes' } : {}) };
}

function keptChild(typed: Typed, child: Child, errors: FieldErrors): Child[] {
  if (textsOf(typed, 'shared').includes(child.id)) return [child];
  const name = tidyLine(textOf(typed, `child-${child.id}`));
  if (lengthOf(name) > longestName) errors[`child-${child.id}`] = 'field.too_long';
  return name === '' ? [] : [{ id: child.id, name }];
}

function adultFrom(typed: Typed, number: string, errors: FieldErrors): Adult[] {
  const name = tidyLine(textOf(typed, `adult-name-${number}`));
  const address = tidyAddress(textOf(typed, `adult-address-${number}`));
  const phone = tidyLine(textOf(typed, `adult-phone-${number}`));
  if (lengthOf(name) > longestName) errors[`adult-name-${number}`] = 'field.too_long';
  if (address !== '' && !addressField.safeParse(address).success)
    errors[`adult-address-${number}`] = 'field.address_wrong';
  if (phone.length > 40) errors[`adult-phone-${number}`] = 'field.too_long';
  if (name === '' && (address !== '' || phone !== '')) errors[`adult-name-${number}`] = 'field.adult_missing';
  return name === '' ? [] : [{ name, address: address || null, phone: phone || null }];
}

/** The fields of a family as they are shown for changing. */
export function typedFamily(
  children: readonly Child[],
  adults: readonly Adult[],
  spoken: string | null,
): Typed {
  const typed: Typed = { language: spoken ?? '' };
  for (const child of children) typed[`child-${child.id}`] = child.name;
  adults.forEach((adult, place) => {
    typed[`adult-name-${place + 1}`] = adult.name;
    typed[`adult-address-${place + 1}`] = adult.address ?? '';
    typed[`adult-phone-${place + 1}`] = adult.phone ?? '';
  });
  return typed;
}
