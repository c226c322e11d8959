import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { lengthOf, tidy } from '../../kernel/text.ts';
import { isLanguage, type Language } from '../../platform/language/languages.ts';
import { addressField, idField, lineField } from '../../platform/web/field-schemas.ts';
import { textsOf, type Typed } from '../../platform/web/form.ts';
import { mostName, mostWords } from '../wall/rules.ts';
import { screen, whys, type Press } from './rules.ts';

export const readerForm = z.object({
  name: lineField('reading.name_missing', mostName),
  address: addressField,
});

export const removalForm = z.object({ reader: idField('reading.gone') });

export const reportForm = z.object({
  why: z.enum(whys, 'reading.why_missing'),
  words: z
    .string()
    .default('')
    .transform(tidy)
    .refine((text) => lengthOf(text) <= mostWords, 'field.too_long'),
});

/** The heaps that stood on a page, and what was ticked at them. What is no id was on no page of ours. */
export function readPress(typed: Typed): Press {
  const ids = (name: string): Set<string> =>
    new Set(
      textsOf(typed, name)
        .filter(isId)
        .slice(0, screen * 2),
    );
  return { shown: ids('heap'), marked: ids('mark'), down: ids('down'), blocked: ids('block') };
}

export function readLanguages(texts: readonly string[]): Language[] {
  return [...new Set(texts)].filter((text) => isLanguage(text));
}
