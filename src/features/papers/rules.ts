import type { DoorLine, DoorList } from '../arrival/rules.ts';

/** The names for the badges; and how many children more are expected, whose names nobody knows before they come. */
export function badgesOf({ lines }: Pick<DoorList, 'lines'>): { names: string[]; nameless: number } {
  const [invited, offers] = [lines.filter(isInvited), lines.filter((line) => !isInvited(line))];
  return {
    names: invited.map(({ name }) => name),
    nameless: offers.reduce((all, { children }) => all + children, 0),
  };
}

// A line of the open door bears the name of a grown-up.
function isInvited({ guest }: DoorLine): boolean {
  return guest.startsWith('child:');
}

/** The names for the poster: those who came and have a name, and nobody who did not. */
export function whoCame({ lines, turnedUp }: Pick<DoorList, 'lines' | 'turnedUp'>): string[] {
  const came = lines.filter(({ ticks }) => ticks.length > 0);
  return [...came, ...turnedUp].map(({ name }) => name).toSorted((a, b) => a.localeCompare(b));
}
