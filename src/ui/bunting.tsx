/** How a flag hangs: invited or coming, not answered yet, or a gap. Nobody can see whose it is. */
export type Flag = 'full' | 'pale' | 'gap';

const colours = ['coral', 'marigold', 'leaf', 'sky', 'plum', 'rose'];

// A string wider than this is hung below another one, so that a flag on a phone is still a flag.
const longest = 30;
const spacing = 33;
// A string for one or two is as wide as one for five, so that it hangs like a string.
const shortest = 5;
const sag = 30;
const height = sag + 42;

/**
 * The picture of everything: a flag a child. It is decoration to a screen reader; the page says the same in a sentence
 * beside it. Flags are drawn in the order given, `data-flag` is the place in it.
 */
export function Bunting({ flags }: { flags: readonly Flag[] }) {
  return (
    <div class="bunting" aria-hidden="true">
      {split(flags).map(({ first, flags: some }) => (
        <svg class="string" viewBox={`0 0 ${widthOf(some)} ${height}`}>
          <Flags first={first} flags={some} />
        </svg>
      ))}
    </div>
  );
}

// So many flags with letters hang on one string, and so many strings at most: beyond that the letters are too small.
const lettered = 12;
const mostLettered = 3 * lettered;

/** A flag a country, with its two letters as long as there is room for them; decoration, with a sentence beside it. */
export function Countries({ countries }: { countries: readonly string[] }) {
  const few = countries.length <= mostLettered;
  const all = split(
    countries.map(() => 'full' as const),
    few ? lettered : longest,
  );
  return (
    <div class={few ? 'bunting lettered' : 'bunting'} aria-hidden="true">
      {all.map(({ first, flags }) => (
        <svg class="string" viewBox={`0 0 ${widthOf(flags)} ${height}`}>
          <Flags first={first} flags={flags} {...(few ? { letters: countries } : {})} />
        </svg>
      ))}
    </div>
  );
}

/** One string from edge to edge of a phone, string after string across a wider page; decoration only. */
export function Garland({ flags = eleven }: { flags?: readonly Flag[] }) {
  const width = flags.length * spacing;
  return (
    <div class="garland" aria-hidden="true">
      <svg class="string" viewBox={`0 0 ${width} ${height}`}>
        <Flags first={0} flags={flags} />
      </svg>
      <svg class="strings" width="100%" height={height}>
        <pattern
          id="string"
          x="50%"
          width={width}
          height={height}
          patternUnits="userSpaceOnUse"
          patternTransform={`translate(${-width / 2})`}
        >
          <Flags first={0} flags={flags} />
        </pattern>
        <rect width="100%" height={height} fill="url(#string)" />
      </svg>
    </div>
  );
}

const eleven = Array.from({ length: 11 }, () => 'full' as const);

function widthOf(flags: readonly Flag[]): number {
  return Math.max(flags.length, shortest) * spacing;
}

type FlagsProps = { first: number; flags: readonly Flag[]; letters?: readonly string[] };

function Flags({ first, flags, letters }: FlagsProps) {
  const width = widthOf(flags);
  const depth = Math.min(sag, width * 0.12);
  const before = (width - flags.length * spacing) / 2;
  return (
    <>
      <path class="thread" d={`M0 4Q${width / 2} ${round(4 + depth * 2)} ${width} 4`} />
      {flags.map((flag, place) => {
        const hung = hang((before + (place + 0.5) * spacing) / width, width, depth);
        return (
          <>
            <path
              class={`flag ${flag} ${colours[(first + place) % colours.length]}`}
              data-flag={first + place}
              d="M-12 0H12L0 33z"
              transform={hung}
            />
            {letters ? (
              <text y="12" transform={hung}>
                {letters[first + place]}
              </text>
            ) : null}
          </>
        );
      })}
    </>
  );
}

// A point of the quadratic Bézier curve of the thread and its slope there.
function hang(along: number, width: number, depth: number): string {
  const down = 4 + 4 * depth * along * (1 - along);
  const turn = (Math.atan2(4 * depth * (1 - 2 * along), width) * 180) / Math.PI;
  return `translate(${round(along * width)} ${round(down)}) rotate(${round(turn)})`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function split(flags: readonly Flag[], most = longest): { first: number; flags: readonly Flag[] }[] {
  const rows = Math.max(1, Math.ceil(flags.length / most));
  const each = Math.ceil(flags.length / rows);
  return Array.from({ length: rows }, (_, row) => ({
    first: row * each,
    flags: flags.slice(row * each, (row + 1) * each),
  }));
}
