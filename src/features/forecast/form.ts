import { z } from 'zod';

/** How many children a host hopes for. */
export const hopeForm = z.object({
  children: z
    .string({ error: 'forecast.hope_wrong' })
    .trim()
    .regex(/^[1-9]\d?$/, 'forecast.hope_wrong')
    .transform(Number),
});
