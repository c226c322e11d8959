import { z } from 'zod';
import { numberField } from '../../platform/web/field-schemas.ts';
import { parse, textsOf, type Parsed, type Typed } from '../../platform/web/form.ts';
import { dayParts, mostSteps, radii, weekdays, type Radius, type Wish } from './rules.ts';

const cells = new RegExp(`^(-?[0-${mostSteps}]),(-?[0-${mostSteps}])$`);

const wishForm = z.object({
  radius: z
    .string({ error: 'nearby.radius_missing' })
    .transform((text) => radii.find((one) => String(one) === text))
    .refine((radius): radius is Radius => radius !== undefined, 'nearby.radius_missing'),
  cell: z.string().regex(cells, 'nearby.cell_missing').default('0,0'),
  youngest: numberField(0, 18, 'nearby.age_wrong'),
  oldest: numberField(0, 18, 'nearby.age_wrong'),
});

/** Reads what a family says that would like to be asked. */
export function parseWish(typed: Typed): Parsed<Wish> {
  const form = parse(wishForm, typed);
  const days = weekdays.filter((day) => textsOf(typed, 'day').includes(String(day)));
  const parts = dayParts.filter((part) => textsOf(typed, 'part').includes(part));
  const errors = {
    ...(form.ok ? {} : form.errors),
    ...(days.length === 0 ? { day: 'nearby.days_missing' as const } : {}),
    ...(parts.length === 0 ? { part: 'nearby.parts_missing' as const } : {}),
  };
  if (!form.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  const { cell, youngest, oldest, ...rest } = form.value;
  const [, north = '0', east = '0'] = cells.exec(cell) ?? [];
  const ages = { youngest: Math.min(youngest, oldest), oldest: Math.max(youngest, oldest) };
  return { ok: true, value: { ...rest, ...ages, north: Number(north), east: Number(east), days, parts } };
}

/** A wish as its form shows it; at first whatever asks most. */
export function typedWish(wish: Wish | null): Typed {
  const { radius, north, east, days, parts, youngest, oldest } = wish ?? first;
  return {
    radius: String(radius),
    cell: `${north},${east}`,
    day: days.map(String),
    part: [...parts],
    youngest: wish ? String(youngest) : '',
    oldest: wish ? String(oldest) : '',
  };
}

const first: Wish = {
  radius: 2,
  north: 0,
  east: 0,
  days: [...weekdays],
  parts: [...dayParts],
  youngest: 0,
  oldest: 0,
};
