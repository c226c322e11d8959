import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { yesOrNoField } from '../../platform/web/field-schemas.ts';
import { everywhereKinds, wishKinds } from './rules.ts';

const peace = yesOrNoField('party.choose_one');

export const everywhereForm = z.object({ kind: z.enum(everywhereKinds, 'party.choose_one'), peace });

/** A host is chosen on its invitation; here it can only be taken back. */
export const circlePeaceForm = z
  .object({
    kind: z.enum(wishKinds),
    peace,
    host: z
      .string()
      .refine(isId)
      .optional()
      .transform((id) => id ?? null),
  })
  .refine((form) => (form.kind === 'host' ? form.host !== null && !form.peace : form.host === null));
