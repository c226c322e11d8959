import { describe, expect, it } from 'vitest';
import { countries } from '../language/countries.ts';
import { getWorld } from './outlines.ts';

const world = getWorld();

describe('the world', () => {
  it('has every country, by its outline or by a dot', () => {
    expect(countries.filter((code) => !world.outlines.has(code) && !world.dots.has(code))).toEqual([]);
  });

  it('has nothing that is no country', () => {
    const drawn = [...world.outlines.keys(), ...world.dots.keys()];
    expect(drawn.filter((code) => !countries.includes(code))).toEqual([]);
  });

  it.each(['MT', 'SG', 'LU', 'VA', 'TV', 'BQ'])('shows %s, small as it is, by a dot', (country) => {
    expect(world.dots.has(country)).toBe(true);
  });

  it('is drawn on its own paper, whole', () => {
    for (const [x, y] of world.dots.values()) {
      expect(x >= 0 && x <= world.width).toBe(true);
      expect(y >= 0 && y <= world.height).toBe(true);
    }
    for (const path of world.outlines.values()) expect(path).toMatch(/^(M-?\d+ -?\d+l[-\d ]+z)+$/);
  });

  it('has its countries where they are', () => {
    const [japan, portugal] = ['JP', 'PT'].map((code) =>
      Number(/^M(\d+)/.exec(world.outlines.get(code) ?? '')?.[1]),
    );
    expect(japan).toBeGreaterThan(world.width * 0.8);
    expect(portugal).toBeGreaterThan(world.width * 0.4);
    expect(portugal).toBeLessThan(world.width * 0.5);
    const [, malta] = world.dots.get('MT') ?? [0, 0];
    expect(malta).toBeLessThan(world.height * 0.4);
  });

  it('is drawn once, whoever asks', () => {
    expect(getWorld()).toBe(world);
  });
});
