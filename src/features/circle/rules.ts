import { isZone } from '../../kernel/time.ts';
import type { Language } from '../../platform/language/languages.ts';

declare const admitted: unique symbol;

/** An adult who keeps this circle's roster. Only the gate mints it. */
export type KeeperPass = { readonly circle: string; readonly account: string; readonly address: string } & {
  readonly [admitted]: 'keeper';
};

/** An adult of a family of this circle. Only the gate mints it. */
export type FamilyPass = { readonly circle: string; readonly family: string; readonly account: string } & {
  readonly [admitted]: 'family';
};

/** In which role somebody looked at the names of a circle. */
export type LookRole = 'keeper' | 'staff';

/** Somebody who keeps the circle: by the name that the circle knows, if it knows one. */
export type Keeper = { account: string; address: string; name: string | null };

export type Circle = {
  id: string;
  name: string;
  place: string;
  zone: string;
  language: Language;
  madeUp: boolean;
};

export type Adult = { name: string; address: string | null; phone: string | null };

export type Child = { id: string; name: string };

export type Family = {
  id: string;
  language: Language | null;
  adults: Adult[];
  children: Child[];
  /** Whether some other family shares one of the children. */
  shares: boolean;
};

/** By which ways a family may be tried once more when it has not opened its mail. */
export type Takes = { slip: boolean; message: boolean };

/** Until a family says otherwise: paper, and no messages from people whom it may not know. */
export const usual: Takes = { slip: true, message: false };

/** What a new or changed family is: children already there by id, new ones by name. */
export type FamilyPlan = {
  language: Language | null;
  adults: Adult[];
  kept: Child[];
  added: string[];
  /** Absent where nobody was asked: what is known stays. */
  takes?: Takes;
};

/** An address that somebody left on a family's invitation; the keeper says whether it is theirs. */
export type AddressOffer = { id: string; family: string; children: string[]; address: string };

/** A family without an address is in the circle like any other; it is reached on paper. */
export function isPaper(family: Pick<Family, 'adults'>): boolean {
  return family.adults.every((adult) => adult.address === null);
}

export const mostChildren = 1000;
export const mostKeepers = 12;

/** Looks are noted once in a quarter of an hour: that somebody was there is what counts, not how often they pressed. */
export function lookedAt(now: Temporal.Instant): Temporal.Instant {
  const quarter = 15 * 60 * 1000;
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / quarter) * quarter);
}

/** The zones a circle can be in: the ones the runtime knows, the usual ones first. */
export function zoneChoices(): string[] {
  return Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/') && isZone(zone));
}

/** How a family is called where its adults need not be named: by its children. */
export function childNames(family: Pick<Family, 'children'>): string[] {
  return family.children.map((child) => child.name);
}

/** Keepers are asked a month before the year of their circle ends. */
export const askedBefore = Temporal.Duration.from({ days: 30 });

/** A circle that nobody wants for another year is there a month longer, so that a keeper on holiday can still answer. */
const leftAfter = Temporal.Duration.from({ days: 30 });

/** The day after which a circle is gone, unless a keeper says otherwise. */
export function endOf({ endsOn }: { endsOn: string }): Temporal.PlainDate {
  return Temporal.PlainDate.from(endsOn).add(leftAfter);
}

export function anotherYear(endsOn: string): string {
  return Temporal.PlainDate.from(endsOn).add({ years: 1 }).toString();
}

/** Noon of a day where the circle is: a moment that is on that day for whoever says it in words. */
export function noonOf(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant();
}
