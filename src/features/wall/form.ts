import { z } from 'zod';
import { lengthOf, tidyLine } from '../../kernel/text.ts';
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
        .refine((text) => text.isWellFormed() && isSeen(text), 'wall.words_missing')
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
    .transform((text) => tidyLine(text ?? ''))
    .transform((text) => (isSeen(text) ? text : ''))
    .refine((text) => lengthOf(text) <= mostName, 'field.too_long'),
});

// Marks without a letter, joiners, fillers and the empty Braille cell are nothing to look at.
function isSeen(text: string): boolean {
  return /[^\p{M}\p{C}\p{Z}\u2800\u115f\u1160\u3164\uffa0]/u.test(text);
}
