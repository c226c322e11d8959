import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { plainDate } from '../../kernel/time.ts';
import { lengthOf, tidyAddress, tidyLine } from '../../kernel/text.ts';

/** A mail address as a form takes it: one @, a dot behind it, no letter that nobody sees. */
export const addressField = z
  .string({ error: 'field.address_missing' })
  .transform(tidyAddress)
  .pipe(
    z
      .string()
      .min(1, 'field.address_missing')
      .max(254, 'field.address_wrong')
      .regex(
        /^[^\s\p{C}@<>()",;:\\[\]]+@[^\s\p{C}@<>()",;:\\[\]]+\.[^\s\p{C}@<>()",;:\\[\].]+$/u,
        'field.address_wrong',
      ),
  );

export const longestName = 120;

/** One line that must hold something: any script, any letter, up to a bound that readers count. */
export function lineField(missing: string, longest = longestName): z.ZodType<string, string> {
  return z
    .string({ error: missing })
    .transform(tidyLine)
    .pipe(
      z
        .string()
        .min(1, missing)
        .refine((text) => lengthOf(text) <= longest, 'field.too_long'),
    );
}

/** One line that may be left out. */
export function optionalLineField(longest: number): z.ZodType<string, string | undefined> {
  return z
    .string()
    .default('')
    .transform(tidyLine)
    .refine((text) => lengthOf(text) <= longest, 'field.too_long');
}

/** A whole number of up to three digits, from the least to the most. */
export function numberField(least: number, most: number, wrong: string): z.ZodType<number, string> {
  return z
    .string({ error: wrong })
    .trim()
    .regex(/^\d{1,3}$/, wrong)
    .transform(Number)
    .refine((number) => number >= least && number <= most, wrong);
}

/** What a button brings along: the id of the thing that it stands beside. */
export function idField(wrong: string): z.ZodType<string, string> {
  return z.string({ error: wrong }).refine(isId, wrong);
}

/** The revision of the plan that stood beside a button. What is no number was on no page of ours. */
export function revisionField(wrong: string): z.ZodType<number, string> {
  return z
    .string({ error: wrong })
    .regex(/^\d{1,6}$/, wrong)
    .transform(Number);
}

/** A day, as 2026-12-12. */
export function dayField(wrong: string): z.ZodType<string, string> {
  return z.string({ error: wrong }).refine((text) => plainDate(text) !== null, wrong);
}

export function yesOrNoField(missing: string): z.ZodType<boolean, 'yes' | 'no'> {
  return z.enum(['yes', 'no'], missing).transform((text) => text === 'yes');
}
