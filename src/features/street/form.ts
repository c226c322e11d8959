import { z } from 'zod';
import { lengthOf, tidyLine } from '../../kernel/text.ts';
import { longestTitle, mostTogether } from './rules.ts';

const wrong = 'street.number_wrong';

const howMany = z
  .string({ error: wrong })
  .trim()
  .regex(/^\d{1,2}$/, wrong)
  .transform(Number)
  .refine((number) => number <= mostTogether, wrong);

export const passersByForm = z.object({ children: howMany, grownUps: howMany });

/** What stands on the sign, if the host likes. */
export const openingForm = z.object({
  title: z
    .string()
    .default('')
    .transform(tidyLine)
    .refine((text) => lengthOf(text) <= longestTitle, 'field.too_long'),
});
