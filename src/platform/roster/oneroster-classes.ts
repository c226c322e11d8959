import { isChildRole, isGone } from './relation.ts';
import type { Sheet } from './sheet.ts';
import { isChild, readSchools } from './sourced.ts';
import type { Enrolled, People } from './sourced.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText } from './text.ts';

/** The files of a set that are read, each by its columns. */
export type Sheets = {
  users: Sheet;
  roles: Sheet | null;
  classes: Sheet | null;
  enrollments: Sheet | null;
  orgs: Sheet | null;
  relations: Sheet | null;
};

/** The children by class; one class of all where nobody is enrolled; null when nothing tells who is a child. */
export function readEnrolled(sheets: Sheets, people: People, tally: Tally): Enrolled[] | null {
  const students = [...people.values()].filter(isChild);
  const classes =
    sheets.enrollments === null ? [] : readEnrollments(sheets.enrollments, sheets, people, tally);
  const enrolled = new Set(classes.flatMap(({ children }) => [...children]));
  const gone = [...people.values()].filter(
    (person) => person.gone && (isChild(person) || enrolled.has(person.id)),
  );
  note(tally, 'disabled_left_out', gone.length);
  if (enrolled.size > 0) {
    note(tally, 'not_enrolled', students.filter((person) => !person.gone && !enrolled.has(person.id)).length);
    return classes;
  }
  if (students.length === 0 && [...people.values()].every((person) => person.roles.length === 0)) return null;
  return [{ title: '', school: '', children: new Set(students.map(({ id }) => id)) }];
}

function readEnrollments(
  enrollments: Sheet,
  { classes, orgs }: Sheets,
  people: People,
  tally: Tally,
): Enrolled[] {
  const [user, group] = [enrollments.column('userSourcedId'), enrollments.column('classSourcedId')];
  const [role, status] = [enrollments.column('role'), enrollments.column('status')];
  const found = readClasses(classes, readSchools(orgs, 'sourcedId'));
  for (const row of enrollments.rows) {
    const person = people.get(user(row));
    if (isGone(status(row))) continue;
    if (role(row) === '' ? person !== undefined && !isChild(person) : !isChildRole(role(row))) continue;
    const one = found.get(classes === null ? '' : group(row));
    if (person === undefined || one === undefined) note(tally, 'dangling_reference');
    else if (!one.gone) one.children.add(person.id);
  }
  return [...found.values()];
}

// Without a file of classes their ids are all there is, and those are not for people: then it is one class.
function readClasses(
  classes: Sheet | null,
  schools: Map<string, string>,
): Map<string, Enrolled & { gone: boolean }> {
  if (classes === null) return new Map([['', { title: '', school: '', children: new Set(), gone: false }]]);
  const [id, title] = [classes.column('sourcedId', 'sourceId'), classes.column('title')];
  const [status, school] = [classes.column('status'), classes.column('schoolSourcedId', 'orgSourcedId')];
  return new Map(
    classes.rows.map((row) => [
      id(row),
      {
        title: cleanText(title(row)),
        school: schools.get(school(row)) ?? '',
        children: new Set<string>(),
        gone: isGone(status(row)),
      },
    ]),
  );
}
