import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { addressField } from '../../platform/web/field-schemas.ts';
import { saids } from '../answer/rules.ts';

const id = z.string({ error: 'answer.choose_one' }).refine(isId, 'answer.choose_one');

/** An answer given by phone: for which child, through which envelope. */
export const enteredForm = z.object({ envelope: id, child: id, says: z.enum(saids, 'answer.choose_one') });

export const coHostForm = z.object({ address: addressField });
