import type { Child } from 'hono/jsx';

// A drawing of each thing that has a name of ours, flat and in the colours of the flags; none is over 1.5 KB. Each is hidden
// from screen readers: the words beside it say the same.

const drawings = {
  tables: () => (
    <>
      <path class="flag coral" d="M12 34h6l-3 25h-5zM46 34h6l2 25h-5z" />
      <path class="flag marigold" d="M4 26h56v9H4z" />
      <path class="flag leaf" d="M16 8q6 0 6 7 0 4-3 5v6h-6v-6q-3-1-3-5 0-7 6-7z" />
      <path class="flag sky" d="M36 16h14l-2 10H38z" />
    </>
  ),
  lights: () => (
    <>
      <path class="line" d="M3 14q29 26 58 0" />
      <path
        class="flag marigold"
        d="M11 22q7 4 5 11-2 6-6 5-5-1-5-7 1-6 6-9zM46 24q6 2 7 9 0 7-5 8-5 0-6-7 0-7 4-10z"
      />
      <path class="flag coral" d="M25 29q6 3 5 10-1 7-6 7-5-1-5-7 1-7 6-10z" />
      <path class="flag sky" d="M37 29q6 3 5 10-1 7-6 7-5-1-4-8 1-6 5-9z" />
      <path class="flag plum" d="M9 18l5 2-2 5-5-2zM23 24l5 1-1 5-5-1zM35 26h5v4h-5zM44 21l5-2 2 5-5 2z" />
    </>
  ),
  snacks: () => (
    <>
      <path class="flag marigold" d="M18 33l-6-18 16 13zM30 32l2-24 11 22zM41 33l14-15-5 17z" />
      <circle class="flag coral" cx="26" cy="26" r="7" />
      <path class="flag plum" d="M4 32h56q0 20-16 25H20Q4 52 4 32z" />
      <path class="flag rose" d="M4 32h56v6H4z" />
    </>
  ),
  hands: () => (
    <>
      <path
        class="flag sky"
        d="M20 62q-2-11-9-18-4-5 0-7 4-1 9 5V15q0-4 3-4t3 4v16V9q0-4 3-4t3 4v22-18q0-4 3-4t3 4v20V20q0-3 3-3t3 3v24q0 12-6 18z"
      />
      <path class="flag coral" d="M50 18q-8-6-6-11 3-4 6 0 4-4 7 0 2 5-7 11z" />
    </>
  ),
  parcel: () => (
    <>
      <path class="flag sky" d="M10 30h44v30H10z" />
      <path class="flag plum" d="M6 22h52v10H6z" />
      <path class="flag marigold" d="M27 22h10v38H27z" />
      <path class="flag coral" d="M32 22Q14 22 15 12q3-8 12-1 3 4 5 11 2-7 5-11 9-7 12 1 1 10-17 10z" />
    </>
  ),
  cake: () => (
    <>
      <path class="flag rose" d="M8 34q0-6 6-6h36q6 0 6 6v22H8z" />
      <path
        class="flag marigold"
        d="M8 34q0-6 6-6h36q6 0 6 6v4q-4 6-8 0-4 6-8 0-4 6-8 0-4 6-8 0-4 6-8 0-4 6-8 0z"
      />
      <path class="flag plum" d="M3 55h58v6H3z" />
      <path class="flag sky" d="M29 13h6v15h-6z" />
      <path class="flag coral" d="M32 1q7 8 0 12-7-4 0-12z" />
    </>
  ),
  pizza: () => (
    <>
      <path class="flag marigold" d="M7 18q25-15 50 0L32 61z" />
      <path class="flag coral" d="M4 14Q32-6 60 14q2 5-3 6-25-14-50 0-5-1-3-6z" />
      <circle class="flag coral" cx="24" cy="26" r="5" />
      <circle class="flag coral" cx="40" cy="28" r="5" />
      <circle class="flag coral" cx="32" cy="42" r="4.500" />
      <path class="flag leaf" d="M29 19q5-4 6 2-4 4-6-2zM24 37q5-3 5 3-5 2-5-3zM41 38q-1 6-5 4 1-5 5-4z" />
    </>
  ),
  popcorn: () => (
    <>
      <circle class="flag marigold" cx="17" cy="21" r="9" />
      <circle class="flag marigold" cx="32" cy="14" r="11" />
      <circle class="flag marigold" cx="47" cy="21" r="9" />
      <path class="flag coral" d="M9 26h46l-6 35H15z" />
      <path class="hole" d="M19 26h7l2 35h-6zM38 26h7l-3 35h-6z" />
    </>
  ),
  fruit: () => (
    <>
      <path class="flag leaf" d="M3 24h58a29 29 0 0 1-58 0z" />
      <path class="hole" d="M8 24h48a24 24 0 0 1-48 0z" />
      <path class="flag coral" d="M11 24h42a21 21 0 0 1-42 0z" />
      <path
        class="flag plum"
        d="M20 29q3 4 0 7-3-3 0-7zM32 27q3 4 0 7-3-3 0-7zM44 29q3 4 0 7-3-3 0-7zM26 36q3 3 0 6-3-3 0-6zM38 36q3 3 0 6-3-3 0-6z"
      />
    </>
  ),
  water_balloons: () => (
    <>
      <path class="flag sky" d="M22 16q18 12 18 27a18 18 0 0 1-36 0q0-15 18-27z" />
      <path class="flag sky" d="M16 6h12l-4 11h-4z" />
      <path class="flag coral" d="M48 12q9 8 9 17a9.500 9.500 0 0 1-19 0q0-9 10-17zM44 5h8l-2 8h-4z" />
      <path class="hole" d="M11 42q0-8 6-12-2 8-1 14-3 1-5-2z" />
      <path class="flag sky" d="M50 46q6 7 0 11-6-4 0-11z" />
    </>
  ),
  pinata: () => (
    <>
      <path class="line" d="M34 3v14" />
      <path
        class="flag plum"
        d="M10 14l5-8 4 8 4-6 2 9q4 4 4 9h21q8 2 8 11v23h-9V47H25v13h-9V33Q7 37 5 31q-1-7 5-11z"
      />
      <path class="flag marigold" d="M16 33h13v5H16zM29 26h21q5 1 7 6H29zM16 43h42v5H16z" />
      <path class="flag coral" d="M29 32h28v5H29zM16 38h13v5H16zM16 53h9v4h-9zM49 53h9v4h-9z" />
      <circle class="hole" cx="14" cy="22" r="2.500" />
    </>
  ),
  treasure: () => (
    <>
      <path class="flag marigold" d="M12 30q2-9 9-6 3-10 12-5 10-5 12 4 8-2 8 7z" />
      <path class="flag coral" d="M6 36h52v24H6z" />
      <path class="flag plum" d="M3 29h58v9H3zM27 34h10v14H27z" />
      <circle class="flag marigold" cx="32" cy="41" r="3" />
      <path class="flag sky" d="M33 4l5 6-5 7-5-7z" />
    </>
  ),
  ball: () => (
    <>
      <circle class="flag sky" cx="32" cy="33" r="27" />
      <path class="flag marigold" d="M32 33L10 17A27 27 0 0 1 54 17z" />
      <path class="flag coral" d="M32 33L12 51A27 27 0 0 0 52 51z" />
      <circle class="hole" cx="32" cy="33" r="6" />
    </>
  ),
  dancing: () => (
    <>
      <path class="flag plum" d="M21 12l34-8v10l-28 7v27h-6z" />
      <path class="flag plum" d="M49 9h6v32h-6z" />
      <ellipse class="flag coral" cx="17" cy="49" rx="11" ry="9" />
      <ellipse class="flag marigold" cx="46" cy="42" rx="10" ry="8" />
    </>
  ),
  film: () => (
    <>
      <path class="flag plum" d="M5 26h54v33H5z" />
      <path class="flag marigold" d="M4 15l52-10 2 10L6 25z" />
      <path class="flag coral" d="M12 13.500l8-1.500 4 9.500-9 1.700zM32 9.700l8-1.500 4 9.500-9 1.700z" />
      <path class="hole" d="M26 33l17 10-17 10z" />
    </>
  ),
  costumes: () => (
    <>
      <path class="flag marigold" d="M6 16l12 12 14-20 14 20 12-12-5 30H11z" />
      <path class="flag coral" d="M10 44h44v12H10z" />
      <circle class="flag sky" cx="32" cy="50" r="4" />
      <circle class="flag leaf" cx="19" cy="50" r="3" />
      <circle class="flag leaf" cx="45" cy="50" r="3" />
      <circle class="flag plum" cx="6" cy="14" r="5" />
      <circle class="flag plum" cx="32" cy="8" r="5" />
      <circle class="flag plum" cx="58" cy="14" r="5" />
    </>
  ),
  bubbles: () => (
    <>
      <circle class="flag sky" cx="22" cy="38" r="18" />
      <circle class="flag rose" cx="46" cy="19" r="13" />
      <circle class="flag leaf" cx="49" cy="50" r="8" />
      <circle class="flag marigold" cx="16" cy="9" r="6" />
      <path class="hole" d="M10 36q1-9 9-11-5 5-5 11-2 2-4 0zM39 18q1-6 6-8-3 4-3 8-1 1-3 0z" />
    </>
  ),
  red: () => <Splash colour="coral" />,
  yellow: () => <Splash colour="marigold" />,
  blue: () => <Splash colour="sky" />,
  rainbow: () => (
    <>
      <path class="flag coral" d="M2 52a30 30 0 0 1 60 0z" />
      <path class="flag marigold" d="M8 52a24 24 0 0 1 48 0z" />
      <path class="flag leaf" d="M14 52a18 18 0 0 1 36 0z" />
      <path class="flag sky" d="M20 52a12 12 0 0 1 24 0z" />
      <path class="hole" d="M26 52a6 6 0 0 1 12 0z" />
    </>
  ),
} satisfies Record<string, () => Child>;

function Splash({ colour }: { colour: string }) {
  return (
    <>
      <path
        class={`flag ${colour}`}
        d="M30 6q8-4 11 4 3 7 10 4 9-2 9 7-1 6 2 11 4 9-5 12-7 1-7 8-2 9-11 6-6-4-12 0-9 4-11-5 0-7-8-8-8-3-4-12 4-5 1-11Q2 12 12 12q7 1 10-3 3-4 8-3z"
      />
      <circle class={`flag ${colour}`} cx="57" cy="55" r="4" />
      <path class="hole" d="M17 27q4-8 12-9-5 4-8 10-3 2-4-1z" />
    </>
  );
}

export type ThingName = keyof typeof drawings;

export function Thing({ name }: { name: ThingName }) {
  return (
    <svg class="drawing thing" viewBox="0 0 64 64" aria-hidden="true">
      {drawings[name]()}
    </svg>
  );
}
