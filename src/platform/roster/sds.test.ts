import { expect, test } from 'vitest';

import { readRoster } from './read-roster.ts';
import { inShort, noticesOf, rosterOfFiles, textFile } from './sample.ts';

const folder = {
  'School.csv': 'SIS ID,Name,Address,Phone\n1,Mill School,2 Mill Lane,555-1',
  'Section.csv':
    'SIS ID,School SIS ID,Section Name,Section Number,Status\n11,1,Class 3b,11,Active\n12,1,Choir,12,Active\n13,1,Empty,13,Active',
  'Student.csv': `SIS ID,School SIS ID,First Name,Last Name,Username,Password,State ID,Student Number,Middle Name,Status,Birthdate\r
101,1,Anna,Berg,ABerg,P@ss1,WA,4711,Maria,Active,4/2/2015\r
102,1,Ben,Hu,BHu,P@ss2,WA,4712,,Active,4/3/2015\r
103,1,Cleo,Ito,CIto,P@ss3,WA,4713,,Inactive,4/4/2015\r
104,1,Dan,Uhl,DUhl,P@ss4,WA,4714,,Active,4/5/2015\r
`,
  'StudentEnrollment.csv': 'Section SIS ID,SIS ID\n11,101\n11,102\n11,103\n12,101\n99,102\n11,999',
  'Teacher.csv': 'SIS ID,School SIS ID,First Name,Last Name,Username,Password\n201,1,Lea,Lehrer,LL,P@ss9',
  'TeacherRoster.csv': 'Section SIS ID,SIS ID\n11,201',
};

test('School Data Sync 1 gives sections as classes, every family on paper', () => {
  const roster = rosterOfFiles(folder);
  expect(roster.format).toBe('sds-1');
  expect(inShort(roster)).toEqual(['Class 3b: Anna', 'Class 3b: Ben', 'Choir: Anna']);
  expect(noticesOf(roster).toSorted()).toEqual([
    'dangling_reference 2',
    'disabled_left_out 1',
    'no_guardians 2',
    'not_enrolled 1',
  ]);
});

test('no password, birth date or number of a pupil survives, and they are named as not taken', () => {
  const roster = rosterOfFiles(folder);
  expect(JSON.stringify(roster)).not.toMatch(/P@ss|2015|471\d|Maria|Lehrer|"101"|ABerg/u);
  const columns = roster.notTaken.map(({ file, column }) => `${file} ${column}`);
  expect(columns).toEqual(
    expect.arrayContaining(['Student.csv Password', 'Student.csv Birthdate', 'Teacher.csv Password']),
  );
});

test('guardians come from user.csv and guardianrelationship.csv, one row for each', () => {
  const roster = rosterOfFiles({
    ...folder,
    'user.csv':
      'Email,First Name,Last Name,Phone,SIS ID\nEva@example.org,Eva,Berg,555-1234,\ntom@example.org,Tom,Klein,,\ndoc@example.org,Dora,Doctor,,',
    'guardianrelationship.csv':
      'SIS ID,Email,Role\n101,eva@example.org,Parent\n101,tom@example.org,Guardian\n102,eva@example.org,\n102,doc@example.org,Doctor\n102,who@example.org,Parent',
  });
  expect(inShort(roster).slice(0, 2)).toEqual([
    'Class 3b: Anna {Eva Berg <eva@example.org> 555-1234} {Tom Klein <tom@example.org>}',
    'Class 3b: Ben {Eva Berg <eva@example.org> 555-1234}',
  ]);
  expect(noticesOf(roster)).toContain('other_relation 1');
});

test('students alone are one class', () => {
  const roster = rosterOfFiles({ 'Student.csv': folder['Student.csv'] });
  expect(inShort(roster)).toEqual(['Anna', 'Ben', 'Dan']);
  expect(roster.classes[0]?.key).toBe('all');
});

test('students without names are refused, and so are sections without students', () => {
  expect(readRoster([textFile('Student.csv', 'SIS ID,School SIS ID,Username\n1,1,ABerg')])).toEqual({
    ok: false,
    refusal: 'columns_unknown',
  });
  expect(readRoster([textFile('Section.csv', folder['Section.csv'])])).toEqual({
    ok: false,
    refusal: 'files_missing',
  });
});
