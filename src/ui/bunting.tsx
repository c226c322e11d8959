/** How a flag hangs: invited or coming, not answered yet, or a gap. Nobody can see whose it is. */
export type Flag = 'full' | 'pale' | 'gap';

const colours = ['coral', 'marigold', 'leaf', 'sky', 'plum', 'rose'];

// A string wider than this is hung below another one, so that a flag on a phone is still a flag.
const longest = 30;
const spacing = 33;
const sag = 30;

/**
 * The picture of everything: a flag a child. It is decoration to a screen reader; the page says the same in a sentence
 * beside it. Flags are drawn in the order given, `data-flag` is the place in it.
 */
export function Bunting({ flags, edge = false }: { flags: readonly Flag[]; edge?: boolean }) {
  const strings = split(flags);
  return (
    <div class={edge ? 'bunting edge' : 'bunting'} aria-hidden="true">
      {strings.map(({ first, flags: some }) => (
        <FlagString first={first} flags={some} />
      ))}
    </div>
  );
}

function FlagString({ first, flags }: { first: number; flags: readonly Flag[] }) {
  const width = flags.length * spacing;
  return (
    <svg class="string" viewBox={`0 0 ${width} ${sag + 42}`}>
      <path class="thread" d={`M0 4Q${width / 2} ${4 + sag * 2} ${width} 4`} />
      {flags.map((flag, place) => (
        <path
          class={`flag ${flag} ${colours[(first + place) % colours.length]}`}
          data-flag={first + place}
          d="M-12 0H12L0 33z"
          transform={hang((place + 0.5) / flags.length, width)}
        />
      ))}
    </svg>
  );
}

// A point of the quadratic Bézier curve of the thread and its slope there.
function hang(along: number, width: number): string {
  const down = 4 + 4 * sag * along * (1 - along);
  const turn = (Math.atan2(4 * sag * (1 - 2 * along), width) * 180) / Math.PI;
  return `translate(${round(along * width)} ${round(down)}) rotate(${round(turn)})`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function split(flags: readonly Flag[]): { first: number; flags: readonly Flag[] }[] {
  const rows = Math.max(1, Math.ceil(flags.length / longest));
  const each = Math.ceil(flags.length / rows);
  return Array.from({ length: rows }, (_, row) => ({
    first: row * each,
    flags: flags.slice(row * each, (row + 1) * each),
  }));
}
