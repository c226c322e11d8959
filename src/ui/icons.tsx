const paths = {
  calendar: 'M4 7h16v13H4zM4 11h16M8 4v4M16 4v4',
  place:
    'M12 21c4-5 7-8.2 7-11.5a7 7 0 1 0-14 0C5 12.8 8 16 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.5a3.3 3.3 0 0 1 0 6M18 14.5c2 .8 3 2.6 3 5.5',
  gift: 'M4 9h16v4H4zM5.5 13v8h13v-8M12 9v12M12 9C9 9 7.5 7.5 7.5 6S9 3.5 10 4.5 12 9 12 9s1-3.5 2-4.5 2.5 0 2.5 1.5S15 9 12 9',
  house: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  moon: 'M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5z',
  reply: 'M3.5 6h17v12.5h-17zM4 7l8 6.5L20 7',
  check: 'M5 12.5l4.5 4.5L19 7',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside words; never alone, and hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
