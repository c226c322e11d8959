import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { readRoster } from './read-roster.ts';
import { inShort, noticesOf, rosterOfFiles, textFile } from './sample.ts';

const users = `sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
s1,,,true,o1,student,anna.b,,Anna,Berg,Maria,4711,anna@school.example,,,"g1,g2",3,geheim1
s2,,,TRUE,o1,student,ben.b,,Ben,Berg,,4712,ben@school.example,,,g1,3,geheim2
s3,,,true,o1,student,cleo.i,,Cleo,Ito,,4713,,,,"t1,s1,nobody",3,geheim3
s4,,,false,o1,student,dan.u,,Dan,Uhl,,4714,,,,g1,3,geheim4
s5,tobedeleted,,true,o1,student,emil,,Emil,Uhl,,4715,,,,g1,3,geheim5
g1,,,true,o1,parent,eva,,Eva,Berg,,,Eva@Example.org,0171 555,0731 555,,,geheim6
g2,,,true,o1,guardian,tom,,Tom,Klein,,,tom@example.org,,0731 556,s1,,geheim7
g3,,,true,o1,relative,oma,,Ida,Ito,,,ida@example.org,,,s3,,geheim8
g4,,,false,o1,parent,rex,,Rex,Ito,,,rex@example.org,,,s3,,geheim9
t1,,,true,o1,teacher,lea,,Lea,Lehrer,,,lea@school.example,,,,,geheim0`;

const folder11 = {
  'manifest.csv': 'propertyName,value\noneroster.version,1.1\nfile.users,bulk',
  'orgs.csv':
    'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,Mill School,school,,',
  'users.csv': users,
  'classes.csv': `sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds
c1,,,Class 3b,3,k1,,homeroom,,o1,t1
c2,,,Choir,3,k1,,scheduled,,o1,t1
c3,,,Nobody,3,k1,,scheduled,,o1,t1
c4,tobedeleted,,Gone,3,k1,,scheduled,,o1,t1`,
  'enrollments.csv': `sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,o1,s1,student,,,
e2,,,c1,o1,s2,student,,,
e3,,,c1,o1,s3,student,,,
e4,,,c1,o1,s4,student,,,
e5,,,c1,o1,s5,student,,,
e6,,,c2,o1,s1,student,,,
e7,tobedeleted,,c2,o1,s2,student,,,
e8,,,c4,o1,s2,student,,,
e9,,,c9,o1,s2,student,,,
e10,,,c1,o1,s99,student,,,
e11,,,c1,o1,t1,teacher,true,,`,
  'demographics.csv': 'sourcedId,status,dateLastModified,birthDate,sex,asian\ns1,,,2015-03-12,female,true',
};

test('a OneRoster 1.1 folder gives each class its children, and guardians from either side of the tie', () => {
  const roster = rosterOfFiles(folder11);
  expect(roster.format).toBe('oneroster-1.1');
  expect(inShort(roster)).toEqual([
    'Class 3b: Anna {Eva Berg <eva@example.org> 0171 555} {Tom Klein <tom@example.org> 0731 556}',
    'Class 3b: Ben {Eva Berg <eva@example.org> 0171 555}',
    'Class 3b: Cleo {Ida Ito <ida@example.org>}',
    'Choir: Anna {Eva Berg <eva@example.org> 0171 555} {Tom Klein <tom@example.org> 0731 556}',
  ]);
});

test('the disabled and deleted, ties to nobody, teachers and classmates are left out with a notice', () => {
  expect(noticesOf(rosterOfFiles(folder11)).toSorted()).toEqual([
    'dangling_reference 3',
    'disabled_left_out 3',
    'other_relation 2',
  ]);
});

test('no password, birth date, number or school address survives', () => {
  const kept = JSON.stringify(rosterOfFiles(folder11));
  expect(kept).not.toMatch(/geheim|2015|471\d|school\.example|female|Maria|"s1"|Lehrer|Rex/u);
  const columns = rosterOfFiles(folder11).notTaken.map(({ file, column }) => `${file} ${column}`);
  expect(columns).toEqual(
    expect.arrayContaining(['users.csv password', 'users.csv username', 'demographics.csv birthDate']),
  );
  expect(columns).not.toContain('users.csv givenName');
});

test('the same as a zip, with the files in a folder and a computer’s litter beside them', () => {
  const entries = Object.entries(folder11).map(([name, text]) => [
    `export/${name}`,
    new TextEncoder().encode(text),
  ]);
  const litter = {
    '__MACOSX/export/._users.csv': new Uint8Array([0, 5, 22]),
    'export/.DS_Store': new Uint8Array([0, 1]),
  };
  const read = readRoster([
    { name: 'export.zip', bytes: zipSync({ ...Object.fromEntries(entries), ...litter }) },
  ]);
  expect(read).toEqual({ ok: true, value: rosterOfFiles(folder11) });
});

test('a manifest that is missing or wrong changes nothing', () => {
  const { 'manifest.csv': manifest, ...rest } = folder11;
  expect(inShort(rosterOfFiles(rest))).toEqual(inShort(rosterOfFiles(folder11)));
  const wrong = { ...rest, 'manifest.csv': manifest.replace('1.1', '9.9') };
  expect(inShort(rosterOfFiles(wrong))).toEqual(inShort(rosterOfFiles(folder11)));
});

const folder12 = {
  'Users.csv': `sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,prefferedGivenName,prefferedMiddleName,prefferedFamilyName,primaryOrgSourcedId,pronouns
s1,active,1/05/2026,TRUE,u1,,Johanna,Berg,,,,,,g1,3,Geheim1-,,Hanna,,,o1,she/her
s2,active,1/05/2026,TRUE,u2,,Ben,Hu,,,,,,"g1,t1",3,Geheim2-,,,,,o1,he/him
g1,active,1/05/2026,TRUE,u3,,Eva,Berg,,,eva@example.org,,,,,Geheim3-,,,,,o1,
t1,active,1/05/2026,TRUE,u4,,Lea,Lehrer,,,lea@example.org,,,,,Geheim4-,,,,,o1,`,
  'roles.csv': `sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,active,,s1,primary,student,,,o1,
r2,active,,s2,primary,student,,,o1,
r3,active,,g1,primary,guardian,,,o1,
r4,active,,t1,primary,teacher,,,o1,`,
};

test('OneRoster 1.2 has its roles in a file of their own, and the name a child goes by wins, even misspelt', () => {
  const roster = rosterOfFiles(folder12);
  expect(roster.format).toBe('oneroster-1.2');
  expect(inShort(roster)).toEqual(['Hanna {Eva Berg <eva@example.org>}', 'Ben {Eva Berg <eva@example.org>}']);
  expect(roster.classes[0]).toMatchObject({ key: 'all', title: '' });
  expect(JSON.stringify(roster)).not.toMatch(/Geheim\d|Johanna/u);
});

test('misspelt headers of a standard are understood', () => {
  const renamed = users
    .replace('agentSourcedIds', 'agents')
    .replace('userIds', 'userId')
    .replace('familyName', 'FamilyNames')
    .replace('enabledUser', 'enabled_user');
  expect(inShort(rosterOfFiles({ ...folder11, 'users.csv': renamed }))).toEqual(
    inShort(rosterOfFiles(folder11)),
  );
});

test('users without anything that tells who is a child are refused as incomplete', () => {
  const read = readRoster([textFile('users.csv', 'sourcedId,username,givenName,familyName\n1,a,Anna,Berg')]);
  expect(read).toEqual({ ok: false, refusal: 'files_missing' });
  const alone = readRoster([textFile('enrollments.csv', 'classSourcedId,userSourcedId,role\n1,2,student')]);
  expect(alone).toEqual({ ok: false, refusal: 'files_missing' });
});

const folder21 = {
  'users.csv': `sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms\r
1,anna@s.example,Anna,Berg,P@ss1,anna@s.example,anna@s.example,,\r
2,ben@s.example,Ben,Hu,P@ss2,,,,\r
3,eva,Eva,Berg,P@ss3,,eva@example.org,+1123,+11234567\r
4,doc,Dora,Doctor,P@ss4,,doc@example.org,,\r
5,oma,Ida,Hu,P@ss5,,ida@example.org,,`,
  'roles.csv':
    'userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n1,o,student,,,TRUE,,\n2,o,student,,,TRUE,,',
  'orgs.csv': 'sourcedId,name,type,parentSourcedId\no,School,school,',
  'classes.csv': 'sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\nc,o,Biology,x,y',
  'courses.csv':
    'sourcedId,orgSourcedId,title,code,schoolYearSourcedId,subject,grade\ny,o,Biology course,B,,,',
  'enrollments.csv': 'classSourcedId,userSourcedId,role\nc,1,student\nc,2,student',
  'relationships.csv': `userSourcedId,relationshipUserSourcedId,relationshipRole
1,3,guardian
2,3,relative
1,4,doctor
2,4,other
5,2,student
1,2,guardian`,
};

test('School Data Sync 2.1 tells guardians in relationships.csv; doctors, others and classmates are none', () => {
  const roster = rosterOfFiles(folder21);
  expect(roster.format).toBe('sds-2.1');
  expect(inShort(roster)).toEqual([
    'Biology: Anna {Eva Berg <eva@example.org> +11234567}',
    'Biology: Ben {Eva Berg <eva@example.org> +11234567} {Ida Hu <ida@example.org>}',
  ]);
  expect(noticesOf(roster)).toEqual(['other_relation 3']);
  expect(JSON.stringify(roster)).not.toMatch(/P@ss/u);
});

test('a child of a school who is in no class of the export is told, not lost silently', () => {
  const roster = rosterOfFiles({
    ...folder21,
    'enrollments.csv': 'classSourcedId,userSourcedId,role\nc,1,student',
  });
  expect(noticesOf(roster)).toContain('not_enrolled 1');
});

test('two exports in one folder tree are not mixed', () => {
  const nested = Object.fromEntries(Object.entries(folder21).map(([name, text]) => [`new/${name}`, text]));
  const roster = rosterOfFiles({ ...nested, 'old/users.csv': users });
  expect(roster.format).toBe('sds-2.1');
  expect(roster.notTaken).toContainEqual({ file: 'users.csv', column: '*' });
});

test('two classes of one title say their schools', () => {
  const roster = rosterOfFiles({
    ...folder21,
    'orgs.csv': 'sourcedId,name,type,parentSourcedId\no,Mill School,school,\np,Park School,school,',
    'classes.csv': 'sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\nc,o,3b,x,y\nd,p,3b,x,y',
    'enrollments.csv': 'classSourcedId,userSourcedId,role\nc,1,student\nd,2,student',
  });
  expect(roster.classes.map(({ title }) => title)).toEqual(['3b, Mill School', '3b, Park School']);
});
