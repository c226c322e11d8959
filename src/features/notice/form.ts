import { z } from 'zod';
import { isId } from '../../kernel/id.ts';

/** Which family was told, and of which plan. */
export const toldForm = z.object({
  envelope: z.string({ error: 'answer.choose_one' }).refine(isId, 'answer.choose_one'),
  revision: z
    .string({ error: 'answer.choose_one' })
    .regex(/^\d{1,6}$/, 'answer.choose_one')
    .transform(Number),
});
