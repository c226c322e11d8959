import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Geo from 'd3-geo';
import type * as Topo from 'topojson-client';
import { places, type Point } from './places.ts';

/** The world as it is drawn: a path for each country, a dot for each that is too small for one, in units of its box. */
export type World = {
  width: number;
  height: number;
  /** The edge of the round world. */
  sea: string;
  outlines: ReadonlyMap<string, string>;
  /** Land that is no country of ISO 3166. */
  rest: string;
  dots: ReadonlyMap<string, Point>;
};

const width = 720;
// The ice below is left out; what is sent from there is a dot at the edge.
const [north, south] = [84, -58];
// A country smaller than this is not seen on a phone, and gets a dot as well.
const seen = 9;
const finest = 0.4;

// What draws is read only when a world is asked for: a server without a wall never has it in memory.
const require = createRequire(import.meta.url);
let drawn: World | undefined;

/** Natural Earth's outlines (1:110m, in the public domain), drawn when they are first asked for and kept. */
export function getWorld(): World {
  drawn ??= drawWorld();
  return drawn;
}

type Country = { code: string | null; rings: Point[][] };

function drawWorld(): World {
  const { geoEqualEarth, geoPath }: typeof Geo = require('d3-geo');
  // Equal Earth (Šavrič, Patterson, Jenny 2018): no country is made larger than another. Cut where there is only sea.
  const projection = geoEqualEarth().rotate([-11, 0]).precision(0.5).fitWidth(width, { type: 'Sphere' });
  const project = (place: Point): Point => projection([...place]) ?? [0, 0];
  const [, top] = project([11, north]);
  const shown = ([x, y]: Point): Point => [Math.round(x), Math.round(y - top)];
  const [, height] = shown(project([11, south]));

  const countries = readCountries().map(({ code, shape }): Country => {
    const rings: Point[][] = [];
    geoPath(projection, penFor(rings, shown))(shape);
    return { code, rings: rings.map(tidyRing).filter(({ length }) => length > 2) };
  });
  const named = Map.groupBy(
    countries.filter(({ code, rings }) => code !== 'AQ' && rings.length > 0),
    ({ code }) => code ?? '',
  );
  const { outlines, dots } = drawCountries(named);
  for (const [code, place] of places) {
    const [x, y] = shown(project(place));
    dots.set(code, [within(x, width), within(y, height)]);
  }
  const rest = outlines.get('') ?? '';
  outlines.delete('');
  const sea = ringPath(edgeOf((place) => shown(project(place))));
  return { width, height, sea, outlines, rest, dots };
}

// What lies on the edge of the paper is moved in, so that its dot is a whole one.
function within(at: number, most: number): number {
  return Math.max(8, Math.min(at, most - 8));
}

function drawCountries(named: ReadonlyMap<string, Country[]>): {
  outlines: Map<string, string>;
  dots: Map<string, Point>;
} {
  const outlines = new Map<string, string>();
  const dots = new Map<string, Point>();
  for (const [code, some] of named) {
    const rings = some.flatMap((country) => country.rings);
    outlines.set(code, rings.map(ringPath).join(''));
    const { size, middle } = largestOf(rings);
    if (size < seen) dots.set(code, middle);
  }
  return { outlines, dots };
}

// Down one side of the world and up the other one; half a world away from its middle, which is at 11° east.
function edgeOf(at: (place: Point) => Point): Point[] {
  const latitudes = Array.from({ length: 21 }, (_, step) => north + (step / 20) * (south - north));
  const left = latitudes.map((latitude) => at([-168.99, latitude]));
  const right = latitudes.map((latitude) => at([190.99, latitude]));
  return [...left, ...right.toReversed()];
}

function readCountries(): { code: string | null; shape: Geo.GeoPermissibleObjects }[] {
  const { feature }: typeof Topo = require('topojson-client');
  const file = require.resolve('world-atlas/countries-110m.json');
  const topology = thinner(JSON.parse(readFileSync(file, 'utf8')));
  const countries = topology.objects['countries'];
  if (countries?.type !== 'GeometryCollection') throw new Error('world-atlas has no countries.');
  return feature(topology, countries).features.map((shape) => ({
    code: codeOf(shape.id ?? shape.properties?.['name']),
    shape,
  }));
}

type Topology = Parameters<typeof Topo.feature>[0];

// Borders are thinned while neighbours still share them, so that no gap opens between two countries.
function thinner(topology: Topology): Topology {
  const { transform, arcs, ...others } = topology;
  if (!transform) return topology;
  const [[scaleX, scaleY], [fromX, fromY]] = [transform.scale, transform.translate];
  const thinned = arcs.map((arc) => {
    let [x, y] = [0, 0];
    const points = arc.map(([stepX = 0, stepY = 0]): Point => {
      [x, y] = [x + stepX, y + stepY];
      return [x * scaleX + fromX, y * scaleY + fromY];
    });
    return thin(points).map(([longitude, latitude]) => [longitude, latitude]);
  });
  return { ...others, arcs: thinned };
}

// Douglas and Peucker (1973), in degrees: a third of one is less than a unit of the drawing.
function thin(points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 3) return points;
  const far = points.map((point) => distance(point, first, last));
  const furthest = far.indexOf(Math.max(...far));
  if ((far[furthest] ?? 0) < finest) return [first, last];
  return [...thin(points.slice(0, furthest + 1)), ...thin(points.slice(furthest)).slice(1)];
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** ISO 3166-1 numeric to alpha-2: CLDR holds the one as an alias of the other. */
function codeOf(id: unknown): string | null {
  if (id === 'Kosovo') return 'XK';
  if (typeof id !== 'string' || !/^\d{3}$/.test(id)) return null;
  return new Intl.Locale(`und-${id}`).region ?? null;
}

// What the projection draws, caught as rings of whole units.
function penFor(rings: Point[][], shown: (point: Point) => Point): Geo.GeoContext {
  return {
    beginPath: () => undefined,
    closePath: () => undefined,
    arc: () => undefined,
    moveTo: (x, y) => void rings.push([shown([x, y])]),
    lineTo: (x, y) => void rings.at(-1)?.push(shown([x, y])),
  };
}

// Without points that are where the last one is, or on the way from it to the next.
function tidyRing(ring: Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of ring) {
    const [before, last] = kept.slice(-2);
    const end = last ?? before;
    if (end && end[0] === point[0] && end[1] === point[1]) continue;
    if (before && last && turns(before, last, point) === 0) kept.pop();
    kept.push(point);
  }
  return kept;
}

function turns([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
}

function ringPath(ring: readonly Point[]): string {
  const [first, ...others] = ring;
  if (!first) return '';
  let [x, y] = first;
  const steps = others.map(([nextX, nextY]) => {
    const step = `${nextX - x} ${nextY - y}`;
    [x, y] = [nextX, nextY];
    return step;
  });
  return `M${first[0]} ${first[1]}l${steps.join(' ').replaceAll(' -', '-')}z`;
}

function largestOf(rings: readonly (readonly Point[])[]): { size: number; middle: Point } {
  const [largest = { size: 0, middle: [0, 0] as const }] = rings
    .map(boxOf)
    .toSorted((one, other) => other.size - one.size);
  return largest;
}

function boxOf(ring: readonly Point[]): { size: number; middle: Point } {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const middle = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)] as const;
  return { size: Math.max(right - left, bottom - top), middle };
}
