import { z } from 'zod';
import { lineField } from '../../platform/web/field-schemas.ts';
import { textsOf, type Typed } from '../../platform/web/form.ts';
import { readPress, type Press } from './rules.ts';

/** Who just turned up, by the one thing that is asked. */
export const nameForm = z.object({ name: lineField('arrival.name_missing') });

// What a phone keeps of a long day without a network; more is sent in parts.
const mostPresses = 500;

/** The presses of a form or a phone, each as `writePress` has written it; null when one of them cannot be read. */
export function readPresses(typed: Typed): Press[] | null {
  const texts = textsOf(typed, 'press');
  if (texts.length === 0 || texts.length > mostPresses) return null;
  const presses = texts.map(readPress);
  const read = presses.filter((press) => press !== null).flatMap(tidied);
  return presses.includes(null) ? null : read;
}

// A phone keeps a name as it was typed.
function tidied(press: Press): Press[] {
  if (press.does === 'undo' || press.name === '') return [press];
  const { success, data } = nameForm.safeParse({ name: press.name });
  return success ? [{ ...press, name: data.name }] : [];
}
