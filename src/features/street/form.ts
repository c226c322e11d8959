import { z } from 'zod';
import { numberField, optionalLineField } from '../../platform/web/field-schemas.ts';
import { longestTitle, mostTogether } from './rules.ts';

const howMany = numberField(0, mostTogether, 'street.number_wrong');

export const passersByForm = z.object({ children: howMany, grownUps: howMany });

/** What stands on the sign, if the host likes. */
export const openingForm = z.object({ title: optionalLineField(longestTitle) });
