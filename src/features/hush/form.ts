import { z } from 'zod';
import { yesOrNoField } from '../../platform/web/field-schemas.ts';
import { wishKinds } from '../peace/rules.ts';

export const peaceForm = z.object({
  kind: z.enum(wishKinds, 'party.choose_one'),
  peace: yesOrNoField('party.choose_one'),
});
