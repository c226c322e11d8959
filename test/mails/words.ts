/** Something that a person wrote, or a machine that speaks like one. */
export type Writing = { to: string; from: string; words: string; headers?: string[]; id?: string };

const lines = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** A plain mail, answered above what it quotes. */
export function plain({ to, from, words, headers = [], id = 'plain-1' }: Writing): string {
  const more = headers.map((header) => `${header}\n`).join('');
  return lines(`From: Ivan <${from}>
To: ${to}
Subject: Re: Ellie invites Luka
Message-ID: <${id}@families.example>
${more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

${words}
`);
}

/** The same words under the marks of each program, with a quotation below that nobody may read as theirs. */
export const quoting: Record<string, (writing: Writing) => string> = {
  gmail: ({ to, from, words }) =>
    plain({
      to,
      from,
      words: `${words}\n\nOn Fri, 4 Dec 2026 at 12:00, Ellie's family <\n${to}> wrote:\n\n> Ellie would love Luka to come.\n> 12 Maple Street`,
    }),
  thunderbird: ({ to, from, words }) =>
    plain({
      to,
      from,
      words: `${words}\n\nAm 04.12.26 um 12:00 schrieb Bunting:\n> Ellie would love Luka to come.\n-- \nIvan Novak\n+44 1234`,
    }),
  outlook: ({ to, from, words }) =>
    plain({
      to,
      from,
      words: `${words}\n\n________________________________\nFrom: Bunting <${to}>\nSent: Friday, December 4, 2026\nEllie would love Luka to come.`,
    }),
  old: ({ to, from, words }) =>
    plain({ to, from, words: `${words}\n\n-----Original Message-----\nFrom: Bunting\nEllie would love` }),
  below: ({ to, from, words }) =>
    plain({
      to,
      from,
      words: `Em 04/12/2026 12:00, Bunting escreveu:\n> Ellie would love\n> Luka to come.\n\n${words}`,
    }),
  html: ({ to, from, words }) =>
    lines(`From: ${from}
To: ${to}
Message-ID: <html-1@families.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><style>p{color:red}</style><title>x</title></head><body><div dir="ltr">${words.replaceAll('\n', '<br>')}</div>
<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Fri Ellie wrote:<br></div>
<blockquote class="gmail_quote">Ellie would love Luka to come.</blockquote></div></body></html>
`),
  outlookHtml: ({ to, from, words }) =>
    lines(`From: ${from}
To: ${to}
Message-ID: <html-2@families.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p class="MsoNormal">${words.replaceAll('\n', '<br>')}</p>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg"><b>From:</b> Bunting</div>
<div>Ellie would love Luka to come.</div></body></html>
`),
};

type Machine = Pick<Writing, 'to' | 'from'>;

/** Machines that answer for people: nothing follows from any of them. */
export const machines: Record<string, (machine: Machine) => string> = {
  'Outlook is out of office': ({ to, from }) =>
    plain({
      to,
      from,
      words: 'I am away until Monday.',
      headers: ['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All', 'Return-Path: <>'],
    }),
  'Gmail is on vacation': ({ to, from }) =>
    plain({
      to,
      from,
      words: 'I am away until Monday.',
      headers: ['Auto-Submitted: auto-replied', 'Precedence: bulk', 'X-Autoreply: yes'],
    }),
  'sieve is on vacation': ({ to, from }) =>
    plain({ to, from, words: 'Ich bin weg.', headers: ['Auto-Submitted: auto-replied (vacation)'] }),
  'an old program is on vacation': ({ to, from }) =>
    plain({ to, from, words: 'Away.', headers: ['Precedence: auto_reply'] }),
  'a mailing list': ({ to, from }) =>
    plain({ to, from, words: 'Yes!', headers: ['List-Id: <parents.school.example>', 'Precedence: list'] }),
  'a list that names only its way out': ({ to, from }) =>
    plain({ to, from, words: 'Yes!', headers: ['List-Unsubscribe: <mailto:out@school.example>'] }),
  'a receipt for reading': ({ to, from }) =>
    lines(`From: ${from}
To: ${to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=x

--x
Content-Type: text/plain

Your message was displayed.
--x
Content-Type: message/disposition-notification

Final-Recipient: rfc822;${from}
Disposition: manual-action/MDN-sent-manually; displayed
--x--
`),
};
