import { ok, refuse } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { unusedColumns } from './not-taken.ts';
import type { Reading } from './pupil.ts';
import { isGone } from './relation.ts';
import { openSheet } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { fillClasses, makePupils, readSchools } from './sourced.ts';
import type { Enrolled, People, Tie } from './sourced.ts';
import type { Table } from './table.ts';
import { fileStem } from './table-set.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText, squash } from './text.ts';

const marks = new Set(['sisid', 'schoolsisid', 'sectionsisid', 'schooldfenumber']);

/** Whether tables are those of School Data Sync 1, which are told apart by the names of their files alone. */
export function isSds(tables: Table[]): boolean {
  return tables.some((table) => kindOf(table) !== null);
}

/**
 * Reads Microsoft School Data Sync 1: Student, Section and StudentEnrollment, with guardians in User and
 * GuardianRelationship where there are any (learn.microsoft.com/schooldatasync/parent-contact-sync-file-format).
 */
export function readSds(tables: Table[], tally: Tally): Result<Reading, 'files_missing' | 'columns_unknown'> {
  const open = new Map<Kind, Sheet>();
  const of = new Map<Table, Sheet>();
  for (const table of tables) {
    const kind = kindOf(table);
    if (kind === null || open.has(kind)) continue;
    const sheet = openSheet(table);
    open.set(kind, sheet);
    of.set(table, sheet);
  }
  const students = open.get('student');
  if (students === undefined) return refuse('files_missing');
  if (!students.has('First Name', 'Given Name', 'Forename')) return refuse('columns_unknown');
  const people: People = new Map([...readStudents(students, tally), ...readUsers(open.get('user'))]);
  const classes = readClasses(open, people, tally);
  const children = new Set(classes.flatMap((one) => [...one.children]));
  const pupils = makePupils(people, children, readTies(open.get('guardianrelationship')), tally);
  return ok({
    format: 'sds-1',
    classes: fillClasses(classes, pupils),
    notTaken: tables.flatMap((table) => of.get(table)?.unused() ?? unusedColumns(table, new Set())),
  });
}

type Kind = 'student' | 'school' | 'section' | 'studentenrollment' | 'user' | 'guardianrelationship';

function kindOf(table: Table): Kind | null {
  const headers = table.header.map(squash);
  if (!headers.some((header) => marks.has(header) || header === 'id')) return null;
  const stem = squash(fileStem(table.file)).replace(/s$/u, '');
  const sectionsToo = headers.includes('sectionsisid') || headers.includes('sectionid');
  if (stem === 'studentenrollment' || (stem === 'enrollment' && sectionsToo)) return 'studentenrollment';
  if (stem === 'guardianrelationship' || stem === 'section' || stem === 'school' || stem === 'student')
    return stem !== 'student' || headers.some((header) => marks.has(header)) ? stem : null;
  return stem === 'user' && headers.includes('email') ? 'user' : null;
}

// Children and parents are numbered apart, so their keys are kept apart too.
function readStudents(students: Sheet, tally: Tally): People {
  const id = students.column('SIS ID', 'ID');
  const given = students.column('First Name', 'Given Name', 'Forename');
  const preferred = students.column('Preferred First Name', 'Preferred Name');
  const family = students.column('Last Name', 'Family Name', 'Surname');
  const status = students.column('Status');
  const people: People = new Map();
  for (const row of students.rows) {
    if (id(row) === '') note(tally, 'row_unreadable');
    else
      people.set(id(row), {
        id: id(row),
        given: cleanText(preferred(row)) || cleanText(given(row)),
        family: cleanText(family(row)),
        ...nobody,
        roles: ['student'],
        gone: isGone(status(row)),
      });
  }
  return people;
}

const nobody = { mail: '', phone: '', roles: [], agents: [], gone: false };

function readUsers(users: Sheet | undefined): People {
  if (users === undefined) return new Map();
  const [mail, phone] = [users.column('Email'), users.column('Phone')];
  const [given, family] = [users.column('First Name'), users.column('Last Name')];
  return new Map(
    users.rows.map((row) => {
      const id = mailKey(mail(row));
      const name = { given: cleanText(given(row)), family: cleanText(family(row)) };
      return [id, { ...nobody, ...name, id, mail: mail(row), phone: phone(row) }];
    }),
  );
}

function readTies(relations: Sheet | undefined): Tie[] {
  if (relations === undefined) return [];
  const [child, mail, role] = [
    relations.column('SIS ID', 'ID'),
    relations.column('Email'),
    relations.column('Role'),
  ];
  return relations.rows.map((row) => ({ child: child(row), adult: mailKey(mail(row)), role: role(row) }));
}

function mailKey(mail: string): string {
  return `mail ${mail.toLowerCase()}`;
}

function readClasses(open: Map<Kind, Sheet>, people: People, tally: Tally): Enrolled[] {
  const students = [...people.values()].filter(({ roles }) => roles.length > 0);
  note(tally, 'disabled_left_out', students.filter(({ gone }) => gone).length);
  const enrollments = open.get('studentenrollment');
  const classes = enrollments === undefined ? [] : readEnrollments(enrollments, open, people, tally);
  const enrolled = new Set(classes.flatMap(({ children }) => [...children]));
  if (enrolled.size === 0)
    return [{ title: '', school: '', children: new Set(students.map(({ id }) => id)) }];
  note(tally, 'not_enrolled', students.filter(({ id, gone }) => !gone && !enrolled.has(id)).length);
  return classes;
}

function readEnrollments(
  enrollments: Sheet,
  open: Map<Kind, Sheet>,
  people: People,
  tally: Tally,
): Enrolled[] {
  const [group, child] = [
    enrollments.column('Section SIS ID', 'Section ID'),
    enrollments.column('SIS ID', 'ID', 'Student ID'),
  ];
  const sections = open.get('section');
  const found = readSections(sections, readSchools(open.get('school') ?? null, 'SIS ID'));
  for (const row of enrollments.rows) {
    const one = found.get(sections === undefined ? '' : group(row));
    if (one === undefined || !people.has(child(row))) note(tally, 'dangling_reference');
    else one.children.add(child(row));
  }
  return [...found.values()];
}

function readSections(sections: Sheet | undefined, schools: Map<string, string>): Map<string, Enrolled> {
  if (sections === undefined) return new Map([['', { title: '', school: '', children: new Set() }]]);
  const [id, title] = [sections.column('SIS ID', 'ID'), sections.column('Section Name', 'Class Name')];
  const [status, school] = [sections.column('Status'), sections.column('School SIS ID')];
  return new Map(
    sections.rows
      .filter((row) => !isGone(status(row)))
      .map((row) => [
        id(row),
        { title: cleanText(title(row)), school: schools.get(school(row)) ?? '', children: new Set<string>() },
      ]),
  );
}
