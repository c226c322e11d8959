import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { idField } from '../../platform/web/field-schemas.ts';

export const childForm = z.object({ child: idField('joint.choose_child') });

const optionalId = z
  .string()
  .optional()
  .transform((text) => (text && isId(text) ? text : null));

/** What was said to an offer: for which plan, and with which party of one's own, if any. */
export const offerForm = z.object({
  says: z.enum(['yes', 'no'], 'answer.choose_one'),
  mark: z.string().optional().default(''),
  bring: optionalId,
  way: z.enum(['next', 'all', 'keep']).catch('next'),
  string: z.string().optional().default(''),
  places: z.string().optional().default(''),
});
