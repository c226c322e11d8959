import { z } from 'zod';
import {
  idField,
  lineField,
  numberField,
  optionalLineField,
  revisionField,
} from '../../platform/web/field-schemas.ts';
import { alongs, lasting, mostInOffer, mostPlaces } from './rules.ts';

const places = numberField(1, mostPlaces, 'door.places_wrong');
const firstCome = z
  .string()
  .default('')
  .transform((text) => text === 'yes');

/** Opening the door: a minute, and not more. */
export const openForm = z.object({
  places,
  lasts: z.enum(lasting, 'door.lasts_missing'),
  childName: lineField('door.name_missing', 40),
  age: numberField(0, 18, 'door.age_wrong'),
  loves: optionalLineField(80),
  along: z.enum(alongs, 'door.along_missing'),
  firstCome,
});

export const placesForm = z.object({ places, firstCome });

export const acceptForm = z.object({ offer: idField('door.gone') });

/** An offer: at least one grown-up stays. */
export const offerForm = z.object({
  revision: revisionField('door.refused_changed'),
  name: lineField('door.offer_name_missing', 60),
  children: numberField(1, mostInOffer, 'door.children_wrong'),
  grownUps: numberField(1, mostInOffer, 'door.grown_ups_wrong'),
  brings: optionalLineField(80),
  words: optionalLineField(160),
});
