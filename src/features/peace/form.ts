import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { everywhereKinds } from './rules.ts';

const peace = z.enum(['yes', 'no'], 'party.choose_one').transform((text) => text === 'yes');

export const everywhereForm = z.object({ kind: z.enum(everywhereKinds, 'party.choose_one'), peace });

/** A host is chosen on its invitation; here it can only be taken back. */
export const circlePeaceForm = z.union([
  z.object({ kind: z.enum(['birthdays', 'circle']), peace, host: z.undefined().transform(() => null) }),
  z.object({
    kind: z.literal('host'),
    peace: z.literal('no').transform(() => false),
    host: z.string().refine(isId),
  }),
]);
