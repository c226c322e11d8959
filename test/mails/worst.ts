import fc from 'fast-check';

// What mails are made of, and what costs a reader something when there is much of it.
const tokens = [
  [
    '\n',
    '\r\n',
    '\r',
    'a',
    ' ',
    '\t',
    '\0',
    '\xff',
    '"',
    '(',
    ')',
    '<',
    '>',
    ',',
    ':',
    ';',
    '\\',
    '-',
    '_',
    '.',
  ],
  [
    '--x\n',
    '--x--\n',
    'boundary=x',
    'From: ',
    'To: ',
    'Sender: ',
    'Subject: ',
    'Message-ID: <',
    'List-Id: x\n',
  ],
  'Content-Type: multipart/mixed; boundary=x\n',
  'Content-Type: multipart/alternative; boundary=x\n',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=x\n',
  'Content-Type: text/html\n\n',
  'Content-Type: text/plain\n\n',
  'Content-Type: text/plain; format=flowed; delsp=yes\n\n',
  'Content-Type: text/calendar; method=REPLY\n\n',
  'Content-Type: message/delivery-status\n\n',
  'Content-Type: message/rfc822\n\n',
  'Content-Type: text/plain; charset=x-unknown\n\n',
  'Content-Transfer-Encoding: base64\n',
  'Content-Transfer-Encoding: quoted-printable\n',
  ['=?utf-8?q?=41?= ', '=?utf-8?b?YQ==?=', '=41', '=\n', 'QUJD\n', 'QUJD', 'a*0*=b; ', 'a@b.c ', 'a@b.c,'],
  ['<p>', '</p>', '<a b="c" ', '<div class="gmail_quote', '&amp;', '&#65;', '&', '<!--', '-->', '<script>'],
  [
    '> ',
    '>',
    '-- \n',
    'On 4.12.2026 12:00 x:\n',
    `bounce+${'a'.repeat(52)}@b `,
    `rsvp+${'a'.repeat(52)}@b\n`,
  ],
  [
    'BEGIN:VCALENDAR\nMETHOD:REPLY\n',
    'END:VCALENDAR\n',
    'BEGIN:VEVENT\n',
    'END:VEVENT\n',
    'BEGIN:VTIMEZONE\n',
  ],
  ['UID:a\n', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b\n', 'ATTENDEE;A="', 'ATTENDEE;', 'COMMENT:\\', '\n '],
  ['DTSTAMP:20261204T130000Z\n', 'DTSTART;TZID=x:20261204T130000\n', 'SEQUENCE:99999999999\n'],
  ['Action: failed\n', 'Status: 5.1.1\n', 'Diagnostic-Code: smtp; ', '5.1.1 ', '5.', 'user ', 'exceeded '],
].flat();

type Part = { of: string[]; times: number };

const largest = 1024 * 1024;

function build(parts: readonly Part[]): Buffer {
  let text = '';
  for (const { of, times } of parts) {
    const one = of.join('');
    const left = Math.floor((largest - text.length) / one.length);
    text += one.repeat(Math.max(0, Math.min(times, left)));
  }
  return Buffer.from(text, 'latin1');
}

const times = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 2000, 20_000, 300_000) },
);
const part = fc.record({ of: fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 4 }), times });

/** Mails up to the largest that is taken, made to be hard to read. */
export const mails = fc.array(part, { minLength: 1, maxLength: 12 }).map(build);

/** Any bytes at all. */
export const bytes = fc.uint8Array({ maxLength: 4096 }).map((array) => Buffer.from(array));

const after = (begin: string, of: string): Buffer =>
  build([
    { of: [begin], times: 1 },
    { of: [of], times: largest },
  ]);
const html = 'Content-Type: text/html\n\n';
const calendar = 'Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n';

/** Those that are known to be hard: each was slow or large before the reader had its bounds. */
export const known: Buffer[] = [
  after('Content-Type: text/plain\n\n', '\n'),
  after('Content-Type: text/plain; format=flowed\n\n', '> \n'),
  after('Content-Type: multipart/mixed; boundary=x\n\n', '--x\n\n'),
  after('', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n'),
  after('', 'UID:a\n'),
  after('To: ', 'a:'),
  after('To: ', 'a@b, '),
  after('Subject: ', '=?utf-8?b?YQ==?= '),
  after(html, '<p>x&amp;</p>\n'),
  after(html, '<b> </b>'),
  after(html, '<!--'),
  after(html, '<a '),
  after(html, `<a ${'class='.repeat(330)}>x\n`),
  after(calendar, 'BEGIN:VEVENT\n'),
  after(calendar, 'BEGIN:VEVENT\nUID:a\nATTENDEE:mailto:a@b\nEND:VEVENT\n'),
  after(`${calendar}BEGIN:VEVENT\n`, 'ATTENDEE;A="b";C=d:mailto:a@b\n'),
  after(`${calendar}BEGIN:VEVENT\nCOMMENT:`, '\n \\n'),
  after('Content-Type: text/plain\nX-Failed-Recipients: a\n\n', `bounce+${'a'.repeat(52)}@b `),
  after('Content-Type: text/plain\n\n', 'a@'),
  after('Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n', `${'A'.repeat(76)}\n`),
];
