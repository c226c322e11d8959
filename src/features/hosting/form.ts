import { z } from 'zod';
import { addressField, idField, revisionField } from '../../platform/web/field-schemas.ts';
import { saids } from '../answer/rules.ts';
import { oftens } from '../digest/rules.ts';

const id = idField('answer.choose_one');

/** An answer given by phone: for which child, through which envelope, to the plan that stood on the host's page. */
export const enteredForm = z.object({
  envelope: id,
  child: id,
  says: z.enum(saids, 'answer.choose_one'),
  revision: revisionField('answer.choose_one').optional(),
});

export const coHostForm = z.object({ address: addressField });

/** How often a host hears of answers. */
export const oftenForm = z.object({ often: z.enum(oftens, 'party.choose_one') });
