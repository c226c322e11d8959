import { refuse, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { unusedColumns } from './not-taken.ts';
import { readEnrolled } from './oneroster-classes.ts';
import type { Sheets } from './oneroster-classes.ts';
import type { Reading } from './pupil.ts';
import { isChildRole, isGone } from './relation.ts';
import type { RosterFormat } from './roster.ts';
import { openSheet } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { fillClasses, makePupils } from './sourced.ts';
import type { People, Person, Tie } from './sourced.ts';
import type { Table } from './table.ts';
import { pickTable } from './table-set.ts';
import { note } from './tally.ts';
import type { Tally } from './tally.ts';
import { cleanText, squash } from './text.ts';

/** Whether tables are those of OneRoster or School Data Sync 2: rows with a `sourcedId`. */
export function isOneRoster(tables: Table[]): boolean {
  return pickUsers(tables) !== null || pickEnrollments(tables) !== null;
}

/**
 * Reads OneRoster 1.1 and 1.2 (1EdTech, CSV binding) and Microsoft School Data Sync 2.1, which is a dialect of it:
 * files are told by their columns, guardians by `agentSourcedIds` or by `relationships.csv`.
 */
export function readOneRoster(tables: Table[], tally: Tally): Result<Reading, 'files_missing'> {
  const picked = pickSheets(tables);
  if (picked === null) return refuse('files_missing');
  const { sheets, of } = picked;
  const people = readPeople(sheets, tally);
  const enrolled = readEnrolled(sheets, people, tally);
  if (enrolled === null) return refuse('files_missing');
  const children = new Set(enrolled.flatMap(({ children }) => [...children]));
  const ties = [...readRelations(sheets.relations), ...readAgents(people, children)];
  const pupils = makePupils(people, children, ties, tally);
  const format = formatOf(sheets);
  const notTaken = tables.flatMap((table) => of.get(table)?.unused() ?? unusedColumns(table, new Set()));
  return ok({ format, classes: fillClasses(enrolled, pupils), notTaken });
}

function pickUsers(tables: Table[]): Table | null {
  return (
    pickTable(tables, 'users', ['sourcedId', 'familyName']) ??
    pickTable(tables, 'users', ['sourcedId', 'givenName'])
  );
}

function pickEnrollments(tables: Table[]): Table | null {
  return pickTable(tables, 'enrollments', ['classSourcedId', 'userSourcedId']);
}

function pickSheets(tables: Table[]): { sheets: Sheets; of: Map<Table, Sheet> } | null {
  const of = new Map<Table, Sheet>();
  const open = (table: Table | null) => {
    if (table === null) return null;
    const sheet = openSheet(table);
    of.set(table, sheet);
    return sheet;
  };
  const users = open(pickUsers(tables));
  if (users === null) return null;
  const sheets = {
    users,
    enrollments: open(pickEnrollments(tables)),
    relations: open(pickTable(tables, 'relationships', ['userSourcedId', 'relationshipUserSourcedId'])),
    roles: open(pickTable(tables, 'roles', ['userSourcedId', 'role', 'orgSourcedId'], ['classSourcedId'])),
    orgs: open(pickTable(tables, 'orgs', ['sourcedId', 'name', 'type'])),
    classes: open(
      pickTable(
        tables,
        'classes',
        ['sourcedId', 'title'],
        ['startDate', 'courseCode', 'schoolYearSourcedId'],
      ),
    ),
  };
  return { sheets, of };
}

function readPeople({ users, roles }: Sheets, tally: Tally): People {
  const rolesOf = readRoles(roles);
  const read = {
    id: users.column('sourcedId', 'sourceId'),
    preferred: users.column('preferredGivenName', 'preferredFirstName', 'preferredName'),
    given: users.column('givenName', 'firstName'),
    family: users.column('familyName', 'lastName'),
    mail: users.column('email', 'mail', 'emailAddress'),
    sms: users.column('sms', 'mobile'),
    phone: users.column('phone', 'telephone'),
    role: users.column('role', 'roles'),
    agents: users.column('agentSourcedIds', 'agents', 'agentIds', 'agent'),
    enabled: users.column('enabledUser', 'enabled'),
    status: users.column('status'),
  };
  const people: People = new Map();
  for (const row of users.rows) {
    const id = read.id(row);
    if (id === '') note(tally, 'row_unreadable');
    else
      people.set(id, {
        id,
        given: cleanText(read.preferred(row)) || cleanText(read.given(row)),
        family: cleanText(read.family(row)),
        mail: read.mail(row),
        phone: read.sms(row) || read.phone(row),
        roles: [...splitIds(read.role(row)), ...(rolesOf.get(id) ?? [])],
        agents: splitIds(read.agents(row)),
        gone: isGone(read.status(row)) || ['false', 'f', '0', 'no', 'n'].includes(squash(read.enabled(row))),
      });
  }
  return people;
}

function readRoles(roles: Sheet | null): Map<string, string[]> {
  const found = new Map<string, string[]>();
  if (roles === null) return found;
  const [user, role, status] = [roles.column('userSourcedId'), roles.column('role'), roles.column('status')];
  for (const row of roles.rows)
    if (!isGone(status(row))) found.set(user(row), [...(found.get(user(row)) ?? []), role(row)]);
  return found;
}

// "relationshipRole" is that of the second person; some files turn the two round and say "student".
function readRelations(relations: Sheet | null): Tie[] {
  if (relations === null) return [];
  const [user, other] = [relations.column('userSourcedId'), relations.column('relationshipUserSourcedId')];
  const [role, status] = [relations.column('relationshipRole', 'role'), relations.column('status')];
  return relations.rows.flatMap((row): Tie[] => {
    if (isGone(status(row))) return [];
    if (isChildRole(role(row))) return [{ child: other(row), adult: user(row), role: '' }];
    return [{ child: user(row), adult: other(row), role: role(row) }];
  });
}

// Guardians stand with the student, and students with the guardian: either will do.
function readAgents(people: People, children: ReadonlySet<string>): Tie[] {
  return [...people.values()].flatMap((person: Person) =>
    person.agents.map((agent) =>
      children.has(person.id) || !children.has(agent)
        ? { child: person.id, adult: agent, role: '' }
        : { child: agent, adult: person.id, role: '' },
    ),
  );
}

function splitIds(cell: string): string[] {
  return cell.split(/[,;|\s]+/u).filter((id) => id !== '');
}

function formatOf({ users, roles, enrollments, relations, classes }: Sheets): RosterFormat {
  const dialect = relations !== null || users.has('activeDirectoryMatchId');
  if (
    dialect ||
    (enrollments !== null && !enrollments.has('sourcedId')) ||
    classes?.has('sessionSourcedIds') === true
  )
    return 'sds-2.1';
  const second = roles !== null || users.has('userMasterIdentifier') || users.has('primaryOrgSourcedId');
  return second || users.has('preferredGivenName') ? 'oneroster-1.2' : 'oneroster-1.1';
}
