import { z } from 'zod';
import { lengthOf } from '../../kernel/text.ts';
import { isCountry } from '../../platform/language/countries.ts';
import { mostName, mostWords, stamps } from './rules.ts';

/** A card as somebody typed it: the words stay as they are, byte for byte, but for the line ends that forms put in. */
export const cardForm = z.object({
  words: z
    .string({ error: 'wall.words_missing' })
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(
      z
        .string()
        .min(1, 'wall.words_missing')
        .refine((text) => text.isWellFormed(), 'wall.words_missing')
        .refine((text) => lengthOf(text) <= mostWords, 'wall.words_long'),
    ),
  stamp: z.enum(stamps, 'wall.stamp_missing'),
  country: z
    .string()
    .optional()
    .transform((code) => (code === undefined || code === '' ? null : code))
    .refine((code) => code === null || isCountry(code), 'wall.country_wrong'),
  name: z
    .string()
    .optional()
    .transform((text) => (text ?? '').trim())
    .refine((text) => lengthOf(text) <= mostName, 'field.too_long'),
});
