import type { Say } from '../platform/language/say.ts';
import { textOf } from '../platform/web/form.ts';
import type { Filled } from './fields.tsx';

export const patterns = ['bubbles', 'stars', 'jungle', 'sea', 'dinosaurs', 'space', 'plain'] as const;

export type Pattern = (typeof patterns)[number];

export function isPattern(text: string | null): text is Pattern {
  return patterns.some((pattern) => pattern === text);
}

// Each tile is 120 by 120 and drawn in the party's own accent.
const tiles: Record<Pattern, string> = {
  bubbles:
    'M30 34a14 14 0 1 0 .1 0M88 20a8 8 0 1 0 .1 0M72 74a18 18 0 1 0 .1 0M22 92a6 6 0 1 0 .1 0M108 88a5 5 0 1 0 .1 0M24 42q4-5 10-4M64 84q6-6 12-4',
  stars:
    'M30 16l5 11 12 1-9 8 3 12-11-6-11 6 3-12-9-8 12-1zM90 66l4 9 10 1-8 7 3 10-9-5-9 5 3-10-8-7 10-1zM84 18v12M78 24h12M34 84v10M29 89h10',
  jungle:
    'M20 60C10 30 40 14 52 12 54 34 44 56 20 60zM20 60L46 22M70 110c-6-28 22-42 38-42 0 20-12 40-38 42zM70 110l32-36M92 14q12 8 6 24M20 92q8 6 6 18',
  sea: 'M0 30q15-14 30 0t30 0 30 0 30 0M0 90q15-14 30 0t30 0 30 0 30 0M34 62q14-14 28 0-14 14-28 0zM62 62l10-8v16zM92 52a4 4 0 1 0 .1 0M104 64a3 3 0 1 0 .1 0',
  dinosaurs:
    'M14 58c0-26 18-28 28-22 4-16 22-14 22-4 0 8-10 8-14 6 2 10 4 14 6 20M18 58v-10M34 58v-8M26 32l4-8 5 7 5-9 4 9M74 108c0-18 10-24 20-22s16 10 16 22M82 108v-8M102 108v-8M80 90l-3-8 8 3 3-9 6 8',
  space:
    'M36 36a14 14 0 1 0 .1 0M14 50q22 12 44-4M88 78l10-22 10 22-4 12h-12zM98 92v12M84 20v10M79 25h10M24 92a3 3 0 1 0 .1 0M60 84v8M56 88h8',
  plain: '',
};

/** A band in the party's pattern, as wide as the page; decoration only. */
export function PatternBand({ pattern, id = 'theme' }: { pattern: Pattern; id?: string }) {
  if (pattern === 'plain') return null;
  return (
    <svg class={`pattern ${pattern}`} aria-hidden="true" width="100%" height="100%">
      <defs>
        <pattern id={id} width="120" height="120" patternUnits="userSpaceOnUse">
          <path d={tiles[pattern]} />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}

/** One of the patterns, each shown as it is. */
export function PatternChoice({ say, label, filled }: { say: Say; label: string; filled: Filled }) {
  const chosen = textOf(filled.typed, 'pattern');
  return (
    <fieldset class="field" id="pattern" tabindex={-1}>
      <legend>{label}</legend>
      <div class="patterns">
        {patterns.map((pattern) => (
          <label class="swatch">
            <PatternBand pattern={pattern} id={`theme-${pattern}`} />
            <input type="radio" name="pattern" value={pattern} checked={pattern === chosen} />
            <span>{say(`party.pattern_${pattern}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
