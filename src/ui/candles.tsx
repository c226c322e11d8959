const colours = ['sky', 'coral', 'leaf', 'plum', 'rose', 'marigold'];

// On the cake of two tiers: as far apart as there is room, the later ones in a second row in front.
const most = 12;
const [left, right] = [62, 238];

/**
 * A cake with its candles; those that are out smoke. Before the moment none burns yet. The picture is hidden from screen
 * readers: the page says how many are out.
 */
export function CandlePicture({ candles, out, lit }: { candles: number; out: number; lit: boolean }) {
  const places = placesOf(candles);
  return (
    <svg class={lit ? 'candles lit' : 'candles'} viewBox="0 46 300 154" aria-hidden="true">
      <path class="flag plum" d="M22 188q128-9 256-1-4 10-30 10-98 5-196 0-26-1-30-9z" />
      <path class="flag rose" d="M42 128q108-8 216 0l-5 59q-103 6-206 0z" />
      <path
        class="paper"
        d="M42 128q108-12 216 0v11q-9 13-18 1-9 14-18 1-9 13-18 1-9 14-18 1-9 13-18 1-9 14-18 1-9 13-18 1-9 14-18 1-9 13-18 1-9 14-18 1-9 13-18 1-9 10-18-2z"
      />
      <path class="flag sky" d="M64 165l6-11 6 11zM220 168l6-11 6 11z" />
      <path class="flag marigold" d="M103 169l6-11 6 11zM182 170l6-11 6 11z" />
      <path class="flag leaf" d="M143 172l6-11 6 11z" />
      {places.map(([x, y], place) => (
        <g class={place < out ? 'candle out' : 'candle'} transform={`translate(${x} ${y})`}>
          <path class={`flag ${colours[place % colours.length]}`} d="M-4-42q4-2 8 0l.5 46h-9z" />
          <path class="stripe" d="M-4-28l8-6M-4-16l8-6M-4-4l8-6" />
          <path class="wick" d="M0-43v-5" />
          <path class="flame" d="M0-66q9 12 0 18-9-6 0-18z" />
          <path class="smoke" d="M0-50q-5-5 0-9t0-10" />
        </g>
      ))}
    </svg>
  );
}

function placesOf(candles: number): [number, number][] {
  const rows = candles > most ? 2 : 1;
  const behind = Math.ceil(candles / rows);
  return Array.from({ length: candles }, (_, place) => {
    const row = place < behind ? 0 : 1;
    const [beside, number] = row === 0 ? [place, behind] : [place - behind, candles - behind];
    const x = left + ((beside + 0.5) / number) * (right - left);
    return [Math.round(x * 10) / 10, (rows === 1 ? 126 : 120) + row * 14];
  });
}
