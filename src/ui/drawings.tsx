import type { Child } from 'hono/jsx';

// Big, flat drawings in the colours of the flags, for pages that a child looks at. Each is hidden from screen readers:
// the words beside it say the same.

function Drawing({ children, name, box = 64 }: { children: Child; name: string; box?: number }) {
  return (
    <svg class={`drawing ${name}`} viewBox={`0 0 ${box} 64`} aria-hidden="true">
      {children}
    </svg>
  );
}

export function Cake() {
  return (
    <Drawing name="wide" box={112}>
      <path class="flag rose" d="M20 34q0-7 7-7h58q7 0 7 7v24H20z" />
      <path class="flag plum" d="M12 57h88v5H12z" />
      <path
        class="flag marigold"
        d="M20 34q0-7 7-7h58q7 0 7 7v5q-5 6-9 0-5 6-9 0-5 6-9 0-5 6-9 0-5 6-9 0-5 6-9 0-5 6-9 0-4 6-9 0z"
      />
      <path class="flag sky" d="M36 13h5v14h-5z" />
      <path class="flag coral" d="M54 13h5v14h-5z" />
      <path class="flag leaf" d="M72 13h5v14h-5z" />
      <path
        class="flag marigold"
        d="M38.5 2q5 6 0 9-5-3 0-9zM56.5 2q5 6 0 9-5-3 0-9zM74.5 2q5 6 0 9-5-3 0-9z"
      />
    </Drawing>
  );
}

export function Ball() {
  return (
    <Drawing name="wide" box={112}>
      <circle class="flag sky" cx="56" cy="33" r="27" />
      <path class="flag marigold" d="M56 33L34 17A27 27 0 0 1 78 17z" />
      <path class="flag coral" d="M56 33L36 51.5A27 27 0 0 0 76 51.5z" />
      <circle class="hole" cx="56" cy="33" r="6" />
    </Drawing>
  );
}

export function Balloons() {
  return (
    <Drawing name="wide" box={112}>
      <path class="line" d="M32 38q8 12 24 24M56 34v28M80 38q-8 12-24 24" />
      <path class="flag coral" d="M32 40q-13-8-13-20a13 15 0 0 1 26 0q0 12-13 20z" />
      <path class="flag sky" d="M80 40q-13-8-13-20a13 15 0 0 1 26 0q0 12-13 20z" />
      <path class="flag marigold" d="M56 36q-14-8-14-20a14 15 0 0 1 28 0q0 12-14 20z" />
    </Drawing>
  );
}

export function Moon() {
  return (
    <Drawing name="moon">
      <path class="flag marigold" d="M51 40A23 23 0 0 1 24 12a23 23 0 1 0 27 28z" />
    </Drawing>
  );
}

export function Star() {
  return (
    <Drawing name="moon">
      <path class="flag coral" d="M32 6l8 17 18 2-13 13 3 19-16-9-16 9 3-19L6 25l18-2z" />
    </Drawing>
  );
}

export function Night() {
  return (
    <Drawing name="big">
      <path class="flag plum" d="M6 34a26 26 0 1 1 52 0 26 26 0 0 1-52 0z" />
      <path class="flag marigold" d="M45 41A16 16 0 0 1 27 21a16 16 0 1 0 18 20z" />
      <path class="flag rose" d="M44 17l1.8 4 4.2.5-3.2 3 .900 4.3-3.7-2.2-3.7 2.2.9-4.3-3.2-3 4.2-.5z" />
    </Drawing>
  );
}

export function Pin() {
  return (
    <Drawing name="big">
      <path class="flag coral" d="M32 60C18 45 11 36 11 25a21 21 0 0 1 42 0c0 11-7 20-21 35z" />
      <circle class="hole" cx="32" cy="25" r="8.5" />
    </Drawing>
  );
}

export function House() {
  return (
    <Drawing name="big">
      <path class="flag marigold" d="M12 30h40v28H12z" />
      <path class="flag coral" d="M4 33L32 7l28 26-5 3H9z" />
      <path class="flag plum" d="M27 42h10v16H27z" />
    </Drawing>
  );
}

export function Tree() {
  return (
    <Drawing name="big">
      <path class="flag coral" d="M28 38h8v22h-8z" />
      <path
        class="flag leaf"
        d="M32 4a15 15 0 0 1 14 19 13 13 0 0 1-6 24H24a13 13 0 0 1-6-24A15 15 0 0 1 32 4z"
      />
    </Drawing>
  );
}

const coats = ['plum', 'leaf', 'sky', 'coral', 'marigold', 'rose'];

export function GrownUp({ place }: { place: number }) {
  return (
    <Drawing name="person" box={40}>
      <path class={`flag ${coats[place % coats.length]}`} d="M3 62c0-22 6-31 17-31s17 9 17 31z" />
      <circle class={`flag ${coats[(place + 4) % coats.length]}`} cx="20" cy="16" r="13" />
    </Drawing>
  );
}

export function Sun() {
  return (
    <Drawing name="big">
      <circle class="flag marigold" cx="32" cy="32" r="14" />
      <path
        class="rays"
        d="M32 4v8M32 52v8M4 32h8M52 32h8M12.2 12.2l5.7 5.7M46.1 46.1l5.7 5.7M12.2 51.8l5.7-5.7M46.1 17.9l5.7-5.7"
      />
    </Drawing>
  );
}

export function Cloud() {
  return (
    <Drawing name="big">
      <path class="flag sky" d="M17 50a12 12 0 0 1-1-24 16 16 0 0 1 31-3 14 14 0 0 1 1 27z" />
    </Drawing>
  );
}

export function Umbrella() {
  return (
    <Drawing name="big">
      <path class="line" d="M32 8v40q0 8 7 8t7-7" />
      <path class="flag rose" d="M5 34a27 27 0 0 1 54 0q-7-6-13.5 0-7-6-13.5 0-7-6-13.5 0-6.5-6-13.5 0z" />
    </Drawing>
  );
}

export function PaperPlane() {
  return (
    <Drawing name="wide" box={112}>
      <path class="line" d="M4 58q14-2 18-10t-2-9-4 7 14 3" />
      <path class="flag sky" d="M34 35L104 6 78 56 60 42z" />
      <path class="flag plum" d="M60 42L104 6 52 39v19l12-13z" />
      <path class="flag rose" d="M34 35L104 6 52 39z" />
    </Drawing>
  );
}

/** A heart as one draws it by hand. */
export function Heart() {
  return (
    <svg class="heart" viewBox="0 0 24 22" width="24" height="22" aria-hidden="true">
      <path d="M12 20.5C5 15.5 1.5 11.5 1.8 7 2 3.5 4.5 1.5 7.2 1.6 9.5 1.7 11 3 12.1 5c1-2 2.5-3.4 4.9-3.4 2.8 0 5.2 2.2 5.2 5.6 0 4.3-3.5 8.5-10.2 13.3z" />
    </svg>
  );
}
