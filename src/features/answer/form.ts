import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { lengthOf, tidyLine } from '../../kernel/text.ts';
import { parse, textOf, type Parsed, type Typed } from '../../platform/web/form.ts';
import { wishKinds } from '../peace/rules.ts';
import { saids, type Company, type Invited } from './rules.ts';

const child = z.string({ error: 'answer.choose_one' }).refine(isId, 'answer.choose_one');

// What is no number was not on any page of ours.
const revision = z
  .string({ error: 'answer.choose_one' })
  .regex(/^\d{1,6}$/, 'answer.choose_one')
  .transform(Number);

export const answerForm = z.object({
  child,
  says: z.enum(saids, 'answer.choose_one'),
  revision: revision.optional(),
});

/** The plan that stood beside the press. */
export const receiptForm = z.object({ revision });

export const askAgainForm = z.object({
  child,
  day: z
    .string({ error: 'answer.day_wrong' })
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'answer.day_wrong')
    .refine(isDay, 'answer.day_wrong'),
});

const yesOrNo = z.enum(['yes', 'no'], 'party.choose_one').transform((text) => text === 'yes');

export const anotherTimeForm = z.object({ child, wish: yesOrNo });

export const peaceForm = z.object({ kind: z.enum(wishKinds, 'party.choose_one'), peace: yesOrNo });

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

function isDay(text: string): boolean {
  return (
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  );
}
