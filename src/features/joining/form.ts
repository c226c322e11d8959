import { z } from 'zod';
import { lengthOf, linesOf, tidyAddress, tidyLine } from '../../kernel/text.ts';
import { isLanguage } from '../../platform/language/languages.ts';
import { addressField, lineField, longestName } from '../../platform/web/field-schemas.ts';
import type { Asking } from './actions.ts';

/** A family writes itself down: its children, a line each, and one grown-up, with or without an address. */
export const joinForm = z
  .object({
    children: z
      .string({ error: 'field.child_missing' })
      .transform(linesOf)
      .pipe(
        z
          .array(z.string().refine((name) => lengthOf(name) <= longestName, 'field.too_long'))
          .min(1, 'field.child_missing')
          .max(20, 'circle.too_many_children'),
      ),
    'adult-name-1': lineField('field.adult_missing'),
    'adult-address-1': z
      .string()
      .default('')
      .transform(tidyAddress)
      .refine((text) => text === '' || addressField.safeParse(text).success, 'field.address_wrong'),
    'adult-phone-1': z
      .string()
      .default('')
      .transform(tidyLine)
      .refine((text) => text.length <= 40, 'field.too_long'),
    language: z.string().default(''),
    takesSlip: z.string().default(''),
    takesMessage: z.string().default(''),
  })
  .transform((typed): Asking => ({
    adult: {
      name: typed['adult-name-1'],
      address: typed['adult-address-1'] || null,
      phone: typed['adult-phone-1'] || null,
    },
    children: typed.children,
    language: isLanguage(typed.language) ? typed.language : null,
    takes: { slip: typed.takesSlip === 'yes', message: typed.takesMessage === 'yes' },
  }));
