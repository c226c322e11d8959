import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { addressField } from '../../platform/web/field-schemas.ts';
import { ways } from './rules.ts';

/** Another way to a family, or the word that it has its invitation. */
export const handingForm = z.object({
  envelope: z.string().refine(isId),
  how: z.enum(ways).nullable().catch(null),
  given: z
    .string()
    .optional()
    .transform((text) => text === 'yes'),
});

export const codeForm = z.object({
  code: z
    .string({ error: 'delivery.code_missing' })
    .trim()
    .min(1, 'delivery.code_missing')
    .max(80, 'delivery.code_wrong'),
});

export const addressForm = z.object({ address: addressField });
