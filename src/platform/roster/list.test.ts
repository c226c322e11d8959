import { expect, test } from 'vitest';

import { inShort, noticesOf, rosterOf } from './sample.ts';

test('one row for each child gives the child with its mother and father, each in a household of their own', () => {
  const roster = rosterOf(
    'Vorname;Nachname;Mutter;E-Mail Mutter;Vater;E-Mail Vater\nAnna;Berg;Eva Berg;Eva@Example.org;Tom Klein;tom@example.org',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva Berg <eva@example.org>} {Tom Klein <tom@example.org>}']);
  expect(roster).toMatchObject({
    format: 'table',
    encoding: 'utf-8',
    classes: [{ key: 'all', title: '' }],
    notices: [],
  });
});

test('the same mail address makes one household', () => {
  const roster = rosterOf(
    'Child,Mother,Mother email,Father,Father email\nAnna,Eva,home@example.org,Tom,HOME@example.org',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva <home@example.org> + Tom <home@example.org>}']);
});

test('the same home address makes one household, and is not kept', () => {
  const roster = rosterOf(
    `Child,Parent 1,Parent 1 street,Parent 1 city,Parent 2,Parent 2 street,Parent 2 city
Anna,Eva,1 Mill Lane,Ulm,Tom,1 mill lane,ULM
Ben,Zoe,2 Mill Lane,Ulm,Kim,9 High Street,Ulm`,
  );
  expect(inShort(roster)).toEqual(['Anna {Eva + Tom}', 'Ben {Zoe} {Kim}']);
  expect(JSON.stringify(roster)).not.toMatch(/mill lane|Ulm/iu);
  expect(roster.notTaken.map(({ column }) => column)).toContain('Parent 1 street');
});

test('an address of the row is that of all who stand in it, a town alone is nobody’s home', () => {
  expect(inShort(rosterOf('Kind;Mutter;Vater;Anschrift\nAnna;Eva;Tom;Weg 3'))).toEqual(['Anna {Eva + Tom}']);
  expect(inShort(rosterOf('Kind;Mutter;Vater;Ort\nAnna;Eva;Tom;Ulm'))).toEqual(['Anna {Eva} {Tom}']);
  expect(inShort(rosterOf('Child,Mother,Father,Child address\nAnna,Eva,Tom,3 Mill Lane'))).toEqual([
    'Anna {Eva} {Tom}',
  ]);
});

test('the same home telephone makes one household, the same mobile does not', () => {
  expect(inShort(rosterOf('Kind;Mutter;Vater;Festnetz\nAnna;Eva;Tom;0731 5550'))).toEqual([
    'Anna {Eva 0731 5550 + Tom 0731 5550}',
  ]);
  const apart = rosterOf('Kind;Mutter;Handy Mutter;Vater;Handy Vater\nAnna;Eva;0171 5550;Tom;0171 5550');
  expect(inShort(apart)).toEqual(['Anna {Eva 0171 5550} {Tom 0171 5550}']);
});

test('one row for each child and grown-up gives one child with two families', () => {
  const roster = rosterOf(
    `First name,Last name,Class,Guardian name,Guardian email
Anna,Berg,3b,Eva Berg,eva@example.org
Anna,Berg,3b,Tom Klein,tom@example.org
Ben,Hu,3b,Li Hu,li@example.org`,
  );
  expect(inShort(roster)).toEqual([
    '3b: Anna {Eva Berg <eva@example.org>} {Tom Klein <tom@example.org>}',
    '3b: Ben {Li Hu <li@example.org>}',
  ]);
});

test('two children who share a given name are never made one, where the list names no family', () => {
  const roster = rosterOf(
    `Child,Parent,Email
Anna,Eva,eva@example.org
Anna,Zoe,zoe@example.org
Ben,Tom,tom@example.org
Cleo,Kim,kim@example.org
Dan,Lu,lu@example.org`,
  );
  expect(inShort(roster).slice(0, 2)).toEqual([
    'Anna 1 {Eva <eva@example.org>}',
    'Anna 2 {Zoe <zoe@example.org>}',
  ]);
  expect(noticesOf(roster)).toEqual(['numbered_name 2']);
});

test('a list that repeats its children for every grown-up is read so, even by given names', () => {
  const roster = rosterOf(
    'Child,Parent,Email\nAnna,Eva,e@example.org\nAnna,Tom,t@example.org\nBen,Kim,k@example.org',
  );
  expect(inShort(roster)[0]).toBe('Anna {Eva <e@example.org>} {Tom <t@example.org>}');
});

test('siblings name the same grown-up in the same way', () => {
  const roster = rosterOf(
    `Child,Mother,Mother email,Mother phone
Anna Berg,Eva Berg,eva@example.org,
Ben Berg,"Berg, Eva",EVA@example.org,0171 555
Cleo Berg,,eva@example.org,`,
  );
  const [anna, ben, cleo] = roster.classes[0]?.children ?? [];
  expect(anna?.households).toEqual([
    { adults: [{ name: 'Eva Berg', address: 'eva@example.org', phone: '0171 555' }] },
  ]);
  expect(ben?.households).toEqual(anna?.households);
  expect(cleo?.households).toEqual(anna?.households);
});

test('a child without a grown-up is a paper family', () => {
  const roster = rosterOf('Name;E-Mail\nAnna Berg;\nBen Hu;-');
  expect(roster.classes[0]?.children).toEqual([
    { name: 'Anna', households: [] },
    { name: 'Ben', households: [] },
  ]);
  expect(noticesOf(roster)).toEqual(['no_guardians 2']);
});

test('an address that is none is left out with a notice, several in a cell are taken apart', () => {
  const roster = rosterOf(
    'Kind;E-Mail Eltern\nAnna;"eva@example.org; tom@example.org"\nBen;ben(at)example.org\nCleo;cleo@@x',
  );
  expect(inShort(roster)).toEqual(['Anna {<eva@example.org>} {<tom@example.org>}', 'Ben', 'Cleo']);
  expect(noticesOf(roster)).toContain('bad_address 2');
});

test('one grown-up with two addresses stays one household', () => {
  expect(inShort(rosterOf('Kind;Mutter;E-Mail\nAnna;Eva Berg;eva@home.example, eva@work.example'))).toEqual([
    'Anna {Eva Berg <eva@home.example> + <eva@work.example>}',
  ]);
});

test('an address written under a name is read as an address', () => {
  expect(inShort(rosterOf('Kind;Mutter;Vater\nAnna;Eva Berg <Eva@Example.org>;tom@example.org'))).toEqual([
    'Anna {Eva Berg <eva@example.org>} {<tom@example.org>}',
  ]);
});

test('a bare mail column beside those of the grown-ups is not taken, it may be the child’s', () => {
  const roster = rosterOf('Child,Parent 1,Parent 1 email,Email\nAnna,Eva,,anna@school.example');
  expect(inShort(roster)).toEqual(['Anna {Eva}']);
  expect(roster.notTaken).toEqual([{ file: 'list.csv', column: 'Email' }]);
});

test('a form that asks a parent for their own name is read as the parent’s', () => {
  expect(
    inShort(rosterOf('Child name,First name,Last name,Email\nAnna Berg,Eva,Berg,eva@example.org')),
  ).toEqual(['Anna {Eva Berg <eva@example.org>}']);
});

test('numbered mail columns belong to the grown-ups in their order', () => {
  expect(
    inShort(rosterOf('Name,Mother,Father,Email 1,Email 2\nAnna,Eva,Tom,e@example.org,t@example.org')),
  ).toEqual(['Anna {Eva <e@example.org>} {Tom <t@example.org>}']);
});

test('a child may be in several classes, and every class has its own short names', () => {
  const roster = rosterOf('Name,Class\nAnna Berg,3b\nAnna Hu,3b;Choir\nBen Ito,Choir');
  expect(inShort(roster)).toEqual(['3b: Anna B.', '3b: Anna H.', 'Choir: Anna', 'Choir: Ben']);
  expect(roster.classes.map(({ key }) => key)).toEqual(['c1', 'c2']);
});

test('a row without a name, or with more fields than the header, is left out with a notice', () => {
  const roster = rosterOf(
    'Name,Email\nAnna,a@example.org\n,b@example.org\nCleo,Berg,c@example.org\neva@example.org,',
  );
  expect(inShort(roster)).toEqual(['Anna {<a@example.org>}']);
  expect(noticesOf(roster)).toEqual(['row_unreadable 3']);
});

test('doctors, teachers and emergency contacts are never grown-ups of a child', () => {
  const roster = rosterOf(
    'Child,Guardian 1,Guardian 1 relationship,Guardian 2,Guardian 2 relationship\nAnna,Eva,Mother,Dr Who,Doctor\nBen,Tom,Emergency contact,,',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva}', 'Ben']);
  expect(noticesOf(roster)).toContain('other_relation 2');
});

test('an American export tells two guardians in one row, who are two households unless it says otherwise', () => {
  const roster = rosterOf(
    `Student ID,Student First Name,Student Last Name,Grade,Student Email Address,Address,Guardian First Name,Guardian Last Name,Guardian Email,Guardian Mobile,Relationship,Guardian 2 First Name,Guardian 2 Last Name,Guardian 2 Email,Guardian 2 Mobile,Guardian 2 Relationship
77,Ann,Lee,3,ann@school.example,1 Main St,Mia,Lee,mia@example.com,555-1234,Mother,Bo,Ray,bo@example.com,,Father`,
  );
  expect(roster.format).toBe('us-guardians');
  expect(inShort(roster)).toEqual(['Ann {Mia Lee <mia@example.com> 555-1234} {Bo Ray <bo@example.com>}']);
  expect(roster.notTaken.map(({ column }) => column)).toEqual([
    'Grade',
    'Student Email Address',
    'Address',
    'Relationship',
  ]);
});

const british = `ID,Forename,Surname,ID,Priority,Parental responsibility,Lives with Pupil,Title,Forename,Surname,Home Email,Main Telephone,Primary Email,Mobile,ID,Class Name
1,Ella,Baker,10,1,T,T,Mrs,Julia,Baker,julia@example.uk,01234 1,,07700 1,c1,5A
1,Ella,Baker,11,2,T,T,Mr,Joe,Baker,joe@example.uk,01234 1,,07700 2,c1,5A
1,Ella,Baker,12,3,F,F,Mr,Rex,Banned,rex@example.uk,,,,c1,5A
1,Ella,Baker,10,1,T,T,Mrs,Julia,Baker,julia@example.uk,01234 1,,07700 1,c2,Maths
2,Alex,West,13,1,T,F,Mrs,Jen,West,,01234 9,jen@example.uk,,c1,5A
2,Alex,West,14,1,T,T,Mr,Si,West,si@example.uk,01234 9,,,c1,5A`;

test('a British export is read by the order of its doubled columns', () => {
  const roster = rosterOf(british);
  expect(roster.format).toBe('uk-mis');
  expect(inShort(roster)).toEqual([
    '5A: Ella {Julia Baker <julia@example.uk> 01234 1 + Joe Baker <joe@example.uk> 01234 1}',
    '5A: Alex {Jen West <jen@example.uk> 01234 9} {Si West <si@example.uk> 01234 9}',
    'Maths: Ella {Julia Baker <julia@example.uk> 01234 1 + Joe Baker <joe@example.uk> 01234 1}',
  ]);
});

test('who has no parental responsibility is never imported as a contact', () => {
  const roster = rosterOf(british);
  expect(JSON.stringify(roster)).not.toMatch(/rex|banned/iu);
  expect(noticesOf(roster)).toContain('no_responsibility 1');
});

test.each(['F', 'no', 'False', '0', 'nein', 'unknown', 'court order'])(
  '"%s" is no parental responsibility',
  (word) => {
    const roster = rosterOf(
      `Pupil name,Parent name,Parent email,Parental responsibility\nElla,Rex,rex@example.uk,${word}`,
    );
    expect(inShort(roster)).toEqual(['Ella']);
  },
);

test('one row that denies responsibility counts against every other row of the same two people', () => {
  const roster = rosterOf(
    'Pupil ID,Pupil name,Parent ID,Parent name,Parental responsibility\n1,Ella,9,Rex,T\n1,Ella,9,Rex,F\n2,Max,9,Rex,T',
  );
  expect(inShort(roster)).toEqual(['Ella', 'Max {Rex}']);
});

test('an id that a whole family shares does not make one child of two', () => {
  expect(inShort(rosterOf('ID,Child,Mother\n7,Anna,Eva\n7,Ben,Eva'))).toEqual(['Anna {Eva}', 'Ben {Eva}']);
});

const languages: [string, string][] = [
  [
    'English',
    "Child's first name,Child's last name,Class,Parent,Parent e-mail,Parent phone\nAnna,Berg,3b,Eva Berg,eva@example.org,0171 555",
  ],
  [
    'German',
    'Vorname Kind;Nachname Kind;Klasse;Erziehungsberechtigte/r;E-Mail Eltern;Handy Eltern\nAnna;Berg;3b;Eva Berg;eva@example.org;0171 555',
  ],
  [
    'French',
    'Prénom de l’élève;Nom de l’élève;Classe;Responsable légal;Courriel du responsable;Portable du responsable\nAnna;Berg;3b;Eva Berg;eva@example.org;0171 555',
  ],
  [
    'Spanish',
    'Nombre del alumno;Apellidos del alumno;Clase;Nombre del tutor legal;Correo electrónico del tutor legal;Móvil del tutor legal\nAnna;Berg;3b;Eva Berg;eva@example.org;0171 555',
  ],
  [
    'Dutch',
    'Voornaam leerling;Achternaam leerling;Groep;Ouder/verzorger;E-mailadres ouder;Telefoon ouder\nAnna;Berg;3b;Eva Berg;eva@example.org;0171 555',
  ],
  [
    'Polish',
    'Imię dziecka;Nazwisko dziecka;Klasa;Rodzic/opiekun;Adres e-mail rodzica;Telefon rodzica\nAnna;Berg;3b;Eva Berg;eva@example.org;0171 555',
  ],
];

test.each(languages)('a list in %s is understood', (_, text) => {
  expect(inShort(rosterOf(text))).toEqual(['3b: Anna {Eva Berg <eva@example.org> 0171 555}']);
});

test('names of every script arrive as they are', () => {
  const roster = rosterOf(
    'Name;Eltern\n王小明;王大\n山田 花子;山田 太郎\nमीरा शर्मा;अनिल\nليلى;سمير\n🦊;🐻\nØ;Å',
  );
  expect(roster.classes[0]?.children.map(({ name }) => name)).toEqual([
    '王小明',
    '花子',
    'मीरा',
    'ليلى',
    '🦊',
    'Ø',
  ]);
});

test('two Annas whose fathers are both called Tom stay two', () => {
  const roster = rosterOf(
    'Child,Mother,Mother email,Father\nAnna,Eva,eva@example.org,Tom\nAnna,Zoe,zoe@example.org,Tom',
  );
  expect(inShort(roster)).toEqual([
    'Anna 1 {Eva <eva@example.org>} {Tom}',
    'Anna 2 {Zoe <zoe@example.org>} {Tom}',
  ]);
});

test('a surname beside the child tells two Annas apart, and is not kept', () => {
  const roster = rosterOf(
    'Child,Surname,Parent 1,Parent 1 Email\nAnna,Berg,Eva,eva@example.org\nAnna,Zorn,Uma,uma@example.org\nAnna Maria,Lang,Li,li@example.org\nBen Ott,Ott,Jo,jo@example.org',
  );
  expect(inShort(roster)).toEqual([
    'Anna B. {Eva <eva@example.org>}',
    'Anna Z. {Uma <uma@example.org>}',
    'Anna Maria {Li <li@example.org>}',
    'Ben {Jo <jo@example.org>}',
  ]);
});
