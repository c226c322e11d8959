import { getWorld } from '../platform/world/outlines.ts';

// From few to many, as warm as there are steps in style.css.
const steps = 4;

/**
 * A map of where something comes from: each country warmer the more it has, beside the warmest one. It is decoration to a
 * screen reader and never mirrored; the page says the same in a sentence beside it.
 */
export function WorldMap({ counts }: { counts: ReadonlyMap<string, number> }) {
  const { width, height, sea, outlines, rest, dots } = getWorld();
  const warmths = warmthsOf(counts);
  const cold = [...outlines].filter(([country]) => !warmths.has(country)).map(([, path]) => path);
  return (
    <svg class="world" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="sea" d={sea} />
      <path class="land" d={cold.join('') + rest} />
      {Array.from({ length: steps }, (_, step) => {
        const some = [...warmths].filter(([, warmth]) => warmth === step + 1).map(([country]) => country);
        if (some.length === 0) return null;
        return (
          <g class={`land warm-${step + 1}`}>
            <path d={some.map((country) => outlines.get(country) ?? '').join('') || undefined} />
            {some.map((country) => {
              const dot = dots.get(country);
              return dot ? <circle cx={dot[0]} cy={dot[1]} r="6" /> : null;
            })}
          </g>
        );
      })}
    </svg>
  );
}

/** What the colours of the map mean, from few to many; decoration, as the map is. */
export function MapLegend({ fewer, more }: { fewer: string; more: string }) {
  return (
    <p class="map-legend soft small" aria-hidden="true">
      {fewer}
      {Array.from({ length: steps }, (_, step) => (
        <svg class="land" viewBox="0 0 20 14">
          <path class={`warm-${step + 1}`} d="M0 0h20v14H0z" />
        </svg>
      ))}
      {more}
    </p>
  );
}

/** How warm each country is drawn, from 1 to 4, by how many times as many another one has. */
export function warmthsOf(counts: ReadonlyMap<string, number>): Map<string, number> {
  const some = [...counts].filter(([, count]) => count > 0);
  const most = Math.max(1, ...some.map(([, count]) => count));
  return new Map(
    some.map(([country, count]) => {
      const part = most === 1 ? 1 : Math.log(count) / Math.log(most);
      return [country, 1 + Math.round(part * (steps - 1))];
    }),
  );
}
