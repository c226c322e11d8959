import { knowAdults, settle } from './households.ts';
import type { KnownAdults } from './households.ts';
import { nameClass } from './names.ts';
import { mostNotTaken } from './not-taken.ts';
import type { PupilClass, Reading } from './pupil.ts';
import type { Roster, RosterClass, RosterEncoding } from './roster.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';

/** Turns what a reader found into a roster: families settled, children named apart within each class. */
export function assemble(reading: Reading, tally: Tally, encoding: RosterEncoding): Roster {
  const filled = reading.classes.filter(({ pupils }) => pupils.length > 0);
  const known = knowAdults(filled.flatMap(({ pupils }) => pupils.flatMap(({ guardians }) => guardians)));
  const classes = filled.map((one, index) =>
    assembleClass(one, {
      key: filled.length === 1 && one.title === '' ? 'all' : `c${index + 1}`,
      known,
      tally,
    }),
  );
  note(tally, 'no_guardians', countAlone(filled));
  return {
    format: reading.format,
    encoding,
    classes,
    notices: [...tally.values()],
    notTaken: reading.notTaken.slice(0, mostNotTaken),
  };
}

function assembleClass(
  { title, pupils }: PupilClass,
  { key, known, tally }: { key: string; known: KnownAdults; tally: Tally },
): RosterClass {
  const { names, shared, numbered } = nameClass(pupils);
  note(tally, 'shared_name', shared);
  note(tally, 'numbered_name', numbered);
  return {
    key,
    title,
    children: pupils.map(({ guardians }, at) => ({
      name: names[at] ?? '',
      households: settle(guardians, known),
    })),
  };
}

// A child of several classes is one child.
function countAlone(classes: PupilClass[]): number {
  return new Set(classes.flatMap(({ pupils }) => pupils.filter(({ guardians }) => guardians.length === 0)))
    .size;
}
