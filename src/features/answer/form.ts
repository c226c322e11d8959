import { z } from 'zod';
import { lengthOf, tidyLine } from '../../kernel/text.ts';
import { dayField, idField, revisionField, yesOrNoField } from '../../platform/web/field-schemas.ts';
import { parse, textOf, type Parsed, type Typed } from '../../platform/web/form.ts';
import { saids, type Company, type Invited } from './rules.ts';

const child = idField('answer.choose_one');
const revision = revisionField('answer.choose_one');

export const answerForm = z.object({
  child,
  says: z.enum(saids, 'answer.choose_one'),
  revision: revision.optional(),
});

/** The plan that stood beside the press. */
export const receiptForm = z.object({ revision });

export const askAgainForm = z.object({ child, day: dayField('answer.day_wrong') });

const yesOrNo = yesOrNoField('party.choose_one');

export const anotherTimeForm = z.object({ child, wish: yesOrNo });

const number = z
  .string()
  .optional()
  .transform((text) => Number(text || '0'))
  .pipe(
    z
      .number('answer.number_wrong')
      .int('answer.number_wrong')
      .min(0, 'answer.number_wrong')
      .max(20, 'answer.number_wrong'),
  );

const companyForm = z.object({
  grownUps: number,
  siblings: number,
  staying: z.enum(['stay', 'drop_off']).nullable().catch(null),
});

export type Details = { company: Company; food: Map<string, string> };

/** Who comes along, and a food note for each child that comes. */
export function parseDetails(typed: Typed, coming: readonly Invited[]): Parsed<Details> {
  const form = parse(companyForm, typed);
  const errors = form.ok ? {} : form.errors;
  const food = new Map(coming.map((one) => [one.child.id, tidyLine(textOf(typed, `food-${one.child.id}`))]));
  for (const [id, note] of food) if (lengthOf(note) > 300) errors[`food-${id}`] = 'field.too_long';
  if (!form.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { company: form.value, food } };
}
