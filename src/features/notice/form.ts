import { z } from 'zod';
import { idField, revisionField } from '../../platform/web/field-schemas.ts';

/** Which family was told, and of which plan. */
export const toldForm = z.object({
  envelope: idField('answer.choose_one'),
  revision: revisionField('answer.choose_one'),
});
