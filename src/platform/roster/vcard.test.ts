import { expect, test } from 'vitest';

import { inShort, noticesOf, refusalOf, rosterOf, rosterOfFiles } from './sample.ts';

function card(version: string, ...lines: string[]): string {
  return ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');
}

test('a grown-up whose card names a child is that child’s family', () => {
  const roster = rosterOf(
    card(
      '4.0',
      'FN:Eva Berg',
      'N:Berg;Eva;;;',
      'EMAIL;TYPE=work:eva@work.example',
      'EMAIL;PREF=1:Eva@Example.org',
      'TEL;VALUE=uri;TYPE="cell,voice":tel:+49-171-555',
      'BDAY:19850412',
      'GENDER:F',
      'RELATED;TYPE=child;VALUE=text:Anna',
    ) + card('4.0', 'FN:Tom Klein', 'EMAIL:tom@example.org', 'RELATED;TYPE=child;VALUE=text:Anna Berg'),
    'class.vcf',
  );
  expect(roster).toMatchObject({ format: 'vcard-4', classes: [{ key: 'all', title: '' }] });
  expect(inShort(roster)).toEqual([
    'Anna {Eva Berg <eva@example.org> +49-171-555} {Tom Klein <tom@example.org>}',
  ]);
  expect(roster.notTaken).toEqual([
    { file: 'class.vcf', column: 'BDAY' },
    { file: 'class.vcf', column: 'GENDER' },
  ]);
});

test('cards of children and parents find each other by their UID, in both directions', () => {
  const roster = rosterOf(
    card(
      '4.0',
      'UID:urn:uuid:a-1',
      'FN:Anna Berg',
      'RELATED;TYPE=parent:urn:uuid:e-1',
      'RELATED;TYPE=parent:urn:uuid:nobody',
    ) +
      card(
        '4.0',
        'UID:urn:uuid:e-1',
        'FN:Eva Berg',
        'EMAIL:eva@example.org',
        'RELATED;TYPE=child:urn:uuid:a-1',
      ),
    'class.vcf',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva Berg <eva@example.org>}']);
  expect(noticesOf(roster)).toEqual(['dangling_reference 1']);
});

test('parents at one home address are one household, and the address is not kept', () => {
  const home = 'ADR;TYPE=home:;;Mühlweg 3;Ulm;;89073;';
  const roster = rosterOf(
    card('3.0', 'FN:Eva Berg', home, 'RELATED;TYPE=child:Anna') +
      card('3.0', 'FN:Tom Berg', home, 'RELATED;TYPE=child:Anna'),
    'class.vcf',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva Berg + Tom Berg}']);
  expect(JSON.stringify(roster)).not.toContain('hlweg');
  expect(roster.notTaken).toEqual([{ file: 'class.vcf', column: 'ADR' }]);
});

test('an iPhone’s and an Android’s way to name a child are understood, and so is a note that says it', () => {
  const apple = card(
    '3.0',
    'N:Berg;Eva;;;',
    'FN:Eva Berg',
    'item1.X-ABRELATEDNAMES;type=pref:Anna',
    'item1.X-ABLabel:_$!<Child>!$_',
  );
  const android = card(
    '2.1',
    'N:Hu;Li;;;',
    'X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Ben;3;;;;;;;;;;;;;',
  );
  const noted = card('3.0', 'FN:Kim Ito', 'NOTE:Met at the fair\\nKind: Cleo\\, Dan\\nlikes cake');
  expect(inShort(rosterOf(apple + android + noted, 'class.vcf'))).toEqual([
    'Anna {Eva Berg}',
    'Ben {Li Hu}',
    'Cleo {Kim Ito}',
    'Dan {Kim Ito}',
  ]);
});

test('an old telephone’s quoted-printable names are read, whatever their alphabet', () => {
  const roster = rosterOf(
    card(
      '2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=C3=\r\n=84nne;;;',
      'TEL;CELL;PREF:0171 555',
      'RELATED;CHILD;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Zo=EB',
    ),
    'class.vcf',
  );
  expect(inShort(roster)).toEqual(['Zoë {Änne Müller 0171 555}']);
});

test('folded lines are joined, and a photo is not looked at', () => {
  const roster = rosterOf(
    card('3.0', 'FN:Eva\r\n  Berg', 'PHOTO;ENCODING=b:AAAA\r\n BBBB', 'RELATED;TYPE=child:An\r\n na'),
    'class.vcf',
  );
  expect(inShort(roster)).toEqual(['Anna {Eva Berg}']);
});

test('a folder of one card each is one list, and a card without a child is left out with a notice', () => {
  const roster = rosterOfFiles({
    'eva.vcf': card('3.0', 'FN:Eva Berg', 'RELATED;TYPE=child:Anna'),
    'pizza.vcf': card('3.0', 'FN:Pizza Ulm', 'TEL:0731 555'),
    'club.vcf': card('4.0', 'KIND:group', 'FN:Class 3b'),
  });
  expect(inShort(roster)).toEqual(['Anna {Eva Berg}']);
  expect(noticesOf(roster)).toEqual(['card_without_child 1']);
});

test('an address book that ties nobody to a child is refused by name', () => {
  expect(
    refusalOf(card('4.0', 'FN:Eva Berg', 'EMAIL:eva@example.org', 'RELATED;TYPE=friend:Zoe'), 'class.vcf'),
  ).toBe('no_relations');
});

test('a photo of megabytes in thousands of lines is passed over in a moment', () => {
  const photo = `PHOTO;ENCODING=QUOTED-PRINTABLE:${'A'.repeat(70)}=\r\n${`${'A'.repeat(70)}=\r\n`.repeat(50_000)}`;
  expect(inShort(rosterOf(card('2.1', 'FN:Eva Berg', photo, 'RELATED;CHILD:Anna'), 'class.vcf'))).toEqual([
    'Anna {Eva Berg}',
  ]);
}, 3000);
