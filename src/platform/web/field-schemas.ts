import { z } from 'zod';
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
