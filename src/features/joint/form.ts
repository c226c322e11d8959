import { z } from 'zod';
import { isId } from '../../kernel/id.ts';

export const childForm = z.object({
  child: z.string({ error: 'joint.choose_child' }).refine(isId, 'joint.choose_child'),
});

const optionalId = z
  .string()
  .optional()
  .transform((text) => (text && isId(text) ? text : null));

/** What was said to an offer: for which plan, and with which party of one's own, if any. */
export const offerForm = z.object({
  says: z.enum(['yes', 'no'], 'answer.choose_one'),
  mark: z.string().optional().default(''),
  bring: optionalId,
});
