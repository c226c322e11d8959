import { z } from 'zod';
import { idField, lineField, revisionField } from '../../platform/web/field-schemas.ts';
import { lengthOf, tidyLine } from '../../kernel/text.ts';
import { alongs, lasting, mostInOffer, mostPlaces } from './rules.ts';

function numberFrom(least: number, most: number, wrong: string): z.ZodType<number, string> {
  return z
    .string({ error: wrong })
    .regex(/^\d{1,3}$/, wrong)
    .transform(Number)
    .refine((number) => number >= least && number <= most, wrong);
}

function optionalLine(longest: number): z.ZodType<string, string | undefined> {
  return z
    .string()
    .default('')
    .transform(tidyLine)
    .refine((text) => lengthOf(text) <= longest, 'field.too_long');
}

const places = numberFrom(1, mostPlaces, 'door.places_wrong');
const firstCome = z
  .string()
  .default('')
  .transform((text) => text === 'yes');

/** Opening the door: a minute, and not more. */
export const openForm = z.object({
  places,
  lasts: z.enum(lasting, 'door.lasts_missing'),
  childName: lineField('door.name_missing', 40),
  age: numberFrom(0, 18, 'door.age_wrong'),
  loves: optionalLine(80),
  along: z.enum(alongs, 'door.along_missing'),
  firstCome,
});

export const placesForm = z.object({ places, firstCome });

export const acceptForm = z.object({ offer: idField('door.gone') });

/** An offer: at least one grown-up stays. */
export const offerForm = z.object({
  revision: revisionField('door.refused_changed'),
  name: lineField('door.offer_name_missing', 60),
  children: numberFrom(1, mostInOffer, 'door.children_wrong'),
  grownUps: numberFrom(1, mostInOffer, 'door.grown_ups_wrong'),
  brings: optionalLine(80),
  words: optionalLine(160),
});
