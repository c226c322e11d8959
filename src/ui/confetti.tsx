const colours = ['coral', 'marigold', 'leaf', 'sky', 'plum', 'rose'];

/** Falls once, when the style of its room lets it; not at all where movement is not wanted. */
export function Confetti() {
  return (
    <svg class="confetti" viewBox="0 0 360 120" aria-hidden="true">
      {[...colours, ...colours].map((colour, place) => (
        <path class={`flag ${colour}`} d={`M${15 + place * 30} ${8 + ((place * 37) % 40)}h12l-6 16z`} />
      ))}
    </svg>
  );
}
