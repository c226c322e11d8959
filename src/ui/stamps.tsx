import type { Child } from 'hono/jsx';
import type { Say } from '../platform/language/say.ts';

export const stamps = [
  'sun',
  'cake',
  'balloon',
  'star',
  'rocket',
  'whale',
  'dinosaur',
  'flower',
  'rainbow',
  'cat',
  'dog',
  'gift',
] as const;

export type Stamp = (typeof stamps)[number];

type Drawing = { ground: string; drawn: Child };

// Each is drawn by hand on a ground of 50 by 60, in the colours of the flags; what is thin is ink.
const drawings: Record<Stamp, Drawing> = {
  sun: {
    ground: 'sky',
    drawn: (
      <>
        <path
          class="brush marigold"
          d="M30 13l.5 6M43 17l-3 5.5M52 27l-5.5 2.5M53 41l-6-1.5M46 54l-3.5-5M31 59l-.5-6M17 54l3.5-5M8 42l6-1.5M9 27l5 3M18 17l3 5"
        />
        <path
          class="flag marigold"
          d="M30 23c9-.5 14 6 13.5 13.5S38 50 30 49.5 16 44 16.5 36 22 23.5 30 23z"
        />
        <path
          class="flag coral"
          d="M20 39q3-1 4.5 1-.5 3-3 2.5T20 39zM35.5 40q2-2 4.5-.5-.5 3.5-2.5 3.5t-2-3z"
        />
        <path class="ink" d="M25 33v2.5M35 33v2.5M25 41.5q5 5 10 0" />
      </>
    ),
  },
  cake: {
    ground: 'rose',
    drawn: (
      <>
        <path class="flag sky" d="M20 25h3.5v11H20zM28 23h3.5v12H28zM36.5 25h3.5v11h-3.5z" />
        <path
          class="flag marigold"
          d="M21.8 16q4.5 5.5 0 8-4-3 0-8zM29.8 13.5q4.5 6 0 8.5-4-3 0-8.5zM38.3 16q4.5 5.5 0 8-4-3 0-8z"
        />
        <path class="flag coral" d="M12 38q0-4 4-4l28-.5q4 0 4 4L47.5 57l-35 .5z" />
        <path
          class="paper"
          d="M12 38q0-4 4-4l28-.5q4 0 4 4v4q-3.5 5-7 .5-3.5 5-7.5 0-3.5 5-7.5 0-3.5 5-7 0-3.5 4-7-.5z"
        />
        <path class="flag plum" d="M8 57q22-1.5 44-.5v4q-22 1.5-44 0z" />
      </>
    ),
  },
  balloon: {
    ground: 'marigold',
    drawn: (
      <>
        <path class="ink" d="M23 42q-2 10 3 12t1 9M38 47q2 5-1.5 9t0 7" />
        <path class="flag sky" d="M38 24c7-.5 10 5 9.5 11S42 46.5 38.5 46.5 30 41 30 34s4-10 8-10z" />
        <path
          class="flag coral"
          d="M22.5 13c8.5-.5 13 6 12.5 13.5S28 41 23 41 10.5 33 11 25s5-11.5 11.5-12z"
        />
        <path class="flag coral" d="M20.5 44l2.5-4 3 4z" />
        <path class="flag sky" d="M36 49.5l2.5-4 3 4z" />
        <path class="shine" d="M16 25q.5-5.5 5-7.5M42 29q2 2 2 5" />
      </>
    ),
  },
  star: {
    ground: 'plum',
    drawn: (
      <>
        <path
          class="flag marigold"
          d="M30.5 14l5.5 13.5 14 1.5-10.5 10L43 53.5 30.5 46 18 53l3.5-14.5L10.5 29 25 27.5z"
        />
        <path
          class="brush paper-line"
          d="M13 16v5M10.5 18.5h5M48 16v4M46 18h4M12 57v4M10 59h4M49 57.5v5M46.5 60h5"
        />
        <path class="ink" d="M26.5 33v2.5M34 33v2.5M26 40q4.5 4 9 0" />
      </>
    ),
  },
  rocket: {
    ground: 'plum',
    drawn: (
      <>
        <path class="flag marigold" d="M25 51q5 2 10 0 1 7-5 13-6-6-5-13z" />
        <path class="flag coral" d="M20.5 39q-7 4-8 14l10-3.5zM39.5 39q7 4 8 14l-10-3.5z" />
        <path class="paper" d="M30 9.5q12 13 10 30l-3 12.5q-7 2-14 0L20 39.5q-2-17 10-30z" />
        <path class="flag coral" d="M30 9.5q6 6.5 8.5 14.5-8.5 2.5-17 0Q24 16 30 9.5z" />
        <circle class="flag sky" cx="30" cy="34" r="5.5" />
        <path class="ink" d="M24.5 34a5.5 5.5 0 1 1 11 0 5.5 5.5 0 0 1-11 0zM27 46.5h6" />
        <path class="brush paper-line" d="M11 18v4M9 20h4M49 28v4M47 30h4M48 12v0" />
      </>
    ),
  },
  whale: {
    ground: 'sky',
    drawn: (
      <>
        <path class="brush paper-line" d="M23 27q0-8-7-8M23 27q0-9 7-10" />
        <path
          class="flag sky"
          d="M8 44q0-14 15-14.5 12 0 16 10 4 3 6-3-6-2-5.5-8 5 0 7.5 3.5 3-3.5 7-3 0 6-5.5 8 1 18-17 19Q9 56 8 44z"
        />
        <path class="paper" d="M9 48q9 5 21 2.5Q27 56 21 55.8 11 55 9 48z" />
        <path class="flag rose" d="M22.5 43q3-1 4 1-.5 2.5-2.5 2.5t-1.5-3.5z" />
        <path class="ink" d="M17.5 39v2.5M11 46q3 3.5 6.5 2" />
        <path class="brush sky" d="M6 62q4-3 8 0t8 0 8 0 8 0 8 0 8 0" />
      </>
    ),
  },
  dinosaur: {
    ground: 'marigold',
    drawn: (
      <>
        <path class="flag coral" d="M30 19l4.5 2-2.5 4 5 1.5-3 4 5 1.5-2.5 4.5 5.5 1-2 4.5z" />
        <path
          class="flag leaf"
          d="M13 18q4-6 11-4 8 2 8 11 0 7 4 11 5 6 6 13 4-1 8-6 1.5 12-9 16l-1 4h-6l-1-4h-6l-1 4h-6l.5-6q-4-6-1.5-15 2-7 1-11-9 1.5-9.5-3-.5-6 2.5-10z"
        />
        <path class="paper" d="M24 41q5 2 5.5 8T26 58q-5-1-5-7.5T24 41z" />
        <path class="ink" d="M20 19.5V22M12 26q4 2 8 0M29 37q-4 1-5 4" />
      </>
    ),
  },
  flower: {
    ground: 'leaf',
    drawn: (
      <>
        <path class="brush leaf" d="M30 40q1.5 12-.5 25" />
        <path class="flag leaf" d="M30 59q-11 1-14-9 11 0 14 9zM30.5 55q2-10 13-10-2 10-13 10z" />
        <path
          class="flag rose"
          d="M30 11q8 1 6 11 8-5.5 11.5 1.5 2 8-8 9.5 7.5 6 2 11.5-7 4-11.5-5.5-4.5 9-11.5 5Q13 38 20.5 32.5 11 31 13 23q4-7 11.5-1-2-10 5.5-11z"
        />
        <circle class="flag marigold" cx="30" cy="29" r="6.5" />
        <path class="ink" d="M28 27.5v1.5M32 27.5v1.5M27.5 31.5q2.5 2 5 0" />
      </>
    ),
  },
  rainbow: {
    ground: 'sky',
    drawn: (
      <>
        <path class="bow coral" d="M10 51c0-28 40-28 40 0" />
        <path class="bow marigold" d="M15.5 51c0-21 29-21 29 0" />
        <path class="bow leaf" d="M21 51c0-14 18-14 18 0" />
        <path class="bow plum" d="M26 51c0-7 8-7 8 0" />
        <path
          class="paper"
          d="M9 58q-4-4 .5-8 1-6 7-4.5 6 .5 5.5 6 4 3.5 0 6.5zM39 58q-4-3 0-6.5-1-5.5 5-6 6-1.5 7 4.5 4.5 4 .5 8z"
        />
      </>
    ),
  },
  cat: {
    ground: 'coral',
    drawn: (
      <>
        <path
          class="flag plum"
          d="M13 17q6 2 10 7 7-2 14 0 4-5 10.5-7 2 7 .5 14 3 5 2 11-3 13.5-20 13.5T10 42q-1-6 2.5-11-1.5-7 .5-14z"
        />
        <path
          class="flag rose"
          d="M16 22q3 1.5 4 4-2 1-3.5 3-1-3-.5-7zM44 22q-3 1.5-4 4 2 1 3.5 3 1-3 .5-7zM28 43q2-1.5 4.5 0-.5 3-2.3 3T28 43z"
        />
        <path
          class="paper"
          d="M17 37a5 5.5 0 1 1 10 0 5 5.5 0 0 1-10 0zM33 37a5 5.5 0 1 1 10 0 5 5.5 0 0 1-10 0z"
        />
        <path class="ink" d="M22.5 35v4M37.5 35v4M30.2 46v2q-3.2 4-6 .5M30.2 48q3.2 4 6 .5" />
        <path class="shine" d="M7 43l6 1.5M7.5 49.5l6-.5M53 43l-6 1.5M52.5 49.5l-6-.5" />
      </>
    ),
  },
  dog: {
    ground: 'leaf',
    drawn: (
      <>
        <path
          class="flag marigold"
          d="M30 17c13 0 17 9 16 22-.5 11-7 17-16 17s-15.5-6-16-17c-1-13 3-22 16-22z"
        />
        <path
          class="flag coral"
          d="M17 19q-9-1-10.5 10Q5 41 12 45q5-5 4-13 2-7 6-13zM43 19q9-1 10.5 10Q55 41 48 45q-5-5-4-13-2-7-6-13z"
        />
        <path class="paper" d="M30 37q10-1 10 8-1 9.5-10 9.5T20 45q0-9 10-8z" />
        <path class="flag coral" d="M27 48.5q3 1.5 6 0 .5 8-3 8t-3-8z" />
        <path class="dark" d="M25.5 40q4.5-2 9 0 0 4-4.5 5-4.5-1-4.5-5z" />
        <path class="ink" d="M23.5 31v3M36.5 31v3M30 45v3q-4 3-6.5 0M30 48q4 3 6.5 0" />
      </>
    ),
  },
  gift: {
    ground: 'sky',
    drawn: (
      <>
        <path class="flag plum" d="M12.5 38.5q17.5-1 35 0L46.5 60q-16.5 1.5-33 0z" />
        <path class="flag rose" d="M9.5 29q20.5-1.5 41 0v9.5q-20.5 1.5-41 0z" />
        <path class="flag marigold" d="M26.5 28.5h7V61h-7z" />
        <path
          class="flag coral"
          d="M30 28q-15 1-14.5-7.5Q16.5 13 23 16q5 3 7 12zM30 28q15 1 14.5-7.5Q43.5 13 37 16q-5 3-7 12z"
        />
        <path class="ink" d="M20 21q1-2.5 3.5-1 3 2 4.5 6M40 21q-1-2.5-3.5-1-3 2-4.5 6" />
      </>
    ),
  },
};

const box = '-2 -2 64 76';

// The holes of the edge are drawn in the colour of what the stamp lies on.
function Drawn({ stamp }: { stamp: Stamp }) {
  const { ground, drawn } = drawings[stamp];
  return (
    <>
      <path class="stamp-edge" d="M0 0h60v72H0z" />
      <path class={`stamp-ground ${ground}`} d="M5 6q25-1.5 50-.5 1 30 .5 61-25 1.5-50.5.5Q4.5 36 5 6z" />
      {drawn}
    </>
  );
}

/** A drawn stamp, as big as what it stands in. Where many hang, `shared` takes it from the page's one `<StampSheet>`. */
export function StampPicture({ stamp, say, shared = false }: { stamp: Stamp; say: Say; shared?: boolean }) {
  return (
    <svg class="stamp" viewBox={box} role="img" aria-label={say(`wall.stamp_${stamp}`)}>
      {shared ? <use href={`#stamp-${stamp}`} /> : <Drawn stamp={stamp} />}
    </svg>
  );
}

/** Every stamp once, not seen by itself: a page of cards uses each many times. */
export function StampSheet() {
  return (
    <svg class="out-of-sight" aria-hidden="true">
      {stamps.map((stamp) => (
        <symbol id={`stamp-${stamp}`} viewBox={box}>
          <Drawn stamp={stamp} />
        </symbol>
      ))}
    </svg>
  );
}

/** One of the stamps, all in sight; they stand in the page's `<StampSheet>`. */
export function StampChoice({ say, label, chosen }: { say: Say; label: string; chosen: string }) {
  return (
    <fieldset class="field" id="stamp" tabindex={-1}>
      <legend>{label}</legend>
      <div class="stamps">
        {stamps.map((stamp) => (
          <label>
            <input type="radio" name="stamp" value={stamp} checked={stamp === chosen} />
            <StampPicture stamp={stamp} say={say} shared />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
