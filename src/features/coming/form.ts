import { z } from 'zod';

/** The press on "are you still coming?", and the plan that stood beside it. */
export const comingForm = z.object({
  says: z.enum(['yes', 'no'], 'answer.choose_one'),
  revision: z
    .string({ error: 'answer.choose_one' })
    .regex(/^\d{1,6}$/, 'answer.choose_one')
    .transform(Number),
});
