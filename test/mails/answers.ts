/** What a calendar answers: to which address of ours, by whom, about which event. */
export type Answering = {
  to: string;
  from: string;
  uid: string;
  says: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' | 'DELEGATED' | 'NEEDS-ACTION';
  sequence?: number;
  /** DTSTAMP, in UTC. */
  stamp?: string;
  id?: string;
};

type Shape = (answering: Answering) => string;

const title = 'Ellie is turning five';
const verb = { ACCEPTED: 'Accepted', DECLINED: 'Declined', TENTATIVE: 'Tentative', DELEGATED: 'Delegated' };

function subjectOf({ says }: Answering): string {
  return says === 'NEEDS-ACTION' ? title : `${verb[says]}: ${title}`;
}

function filled(answering: Answering): Required<Answering> {
  const id = `${answering.says}.${answering.stamp ?? 0}.${answering.from}`.replace(/[^\w.]/g, '-');
  return { sequence: 0, stamp: '20261204T130000Z', id, ...answering };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

const lines = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** Outlook.com and Microsoft 365: no ORGANIZER, a zone of Windows, a VTIMEZONE from 1601, base 64, one part of three. */
export const outlookCom: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  const ics = lines(`BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=${says};CN=Ivan:mailto:${from}
COMMENT;LANGUAGE=en-GB:\\n
UID:${uid}
SUMMARY;LANGUAGE=en-GB:${subjectOf(answering)}
DTSTART;TZID=GMT Standard Time:20261212T150000
DTEND;TZID=GMT Standard Time:20261212T170000
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:${stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:${sequence}
LOCATION;LANGUAGE=en-GB:Maple Street\\, ten minutes from school
X-MICROSOFT-CDO-APPT-SEQUENCE:${sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
`);
  return lines(`Received: from AS8PR01MB1234.eurprd01.prod.exchangelabs.com by
 DB9PR01MB5678.eurprd01.prod.exchangelabs.com with HTTPS; Fri, 4 Dec 2026
 13:00:02 +0000
From: Ivan <${from}>
To: "Ellie's family" <${to}>
Subject: ${subjectOf(answering)}
Thread-Topic: ${title}
Thread-Index: AdtG0123456789ABCDEF==
Date: Fri, 4 Dec 2026 13:00:01 +0000
Message-ID: <${id}@AS8PR01MB1234.eurprd01.prod.exchangelabs.com>
Accept-Language: en-GB, en-US
Content-Language: en-GB
X-MS-Has-Attach:
X-MS-TNEF-Correlator:
Content-Type: multipart/alternative;
	boundary="_002_AS8PR01MB1234eurp_"
MIME-Version: 1.0

--_002_AS8PR01MB1234eurp_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable



--_002_AS8PR01MB1234eurp_
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><head><meta http-equiv=3D"Content-Type" content=3D"text/html; charset=
=3Dus-ascii"></head><body></body></html>

--_002_AS8PR01MB1234eurp_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

${base64(ics)}

--_002_AS8PR01MB1234eurp_--
`);
};

/** Exchange of a school or an office: an ORGANIZER, a lone calendar part, SENT-BY of an assistant, quoted-printable. */
export const exchange: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  return lines(`From: Ivan <${from}>
To: ${to}
Subject: ${subjectOf(answering)}
Date: Fri, 4 Dec 2026 13:00:01 +0000
Message-ID: <${id}@MAIL01.office.example>
X-MS-Exchange-Organization-AuthAs: Internal
Content-Class: urn:content-classes:calendarmessage
Content-Type: text/calendar; method="REPLY"; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable
MIME-Version: 1.0

BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;CN=3D"Iv=E1n Nov=E1k";PARTSTAT=3D${says};SENT-BY=3D"mailto:desk@office.e=
xample":MAILTO:${from}
CLASS:PRIVATE
CREATED:20261204T130000Z
DTEND:20261212T170000Z
DTSTAMP:${stamp}
DTSTART:20261212T150000Z
ORGANIZER:mailto:${to}
SEQUENCE:${sequence}
SUMMARY:${subjectOf(answering)}
UID:${uid}
END:VEVENT
END:VCALENDAR
`);
};

/** Apple Mail and iCloud: the calendar part inline and once more as a file, with its own scheduling parameters. */
export const apple: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  const ics = lines(`BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//iPhone OS 26.1//EN
BEGIN:VEVENT
UID:${uid}
DTSTART:20261212T150000Z
DTEND:20261212T170000Z
SEQUENCE:${sequence}
DTSTAMP:${stamp}
SUMMARY:${title}
LAST-MODIFIED:20261204T130000Z
CREATED:20261204T125500Z
ORGANIZER;EMAIL=${to}:mailto:${to}
ATTENDEE;CUTYPE=INDIVIDUAL;EMAIL=${from};PARTSTAT=${says};CN=Ivan:mailto:${from}
END:VEVENT
END:VCALENDAR
`);
  return lines(`From: Ivan <${from}>
Content-Type: multipart/mixed; boundary="Apple-Mail=_0A1B2C3D"
Mime-Version: 1.0
Subject: Ivan has ${says.toLowerCase()} your invitation to ${title}
Date: Fri, 4 Dec 2026 13:00:01 +0000
Message-Id: <${id}@icloud.example>
To: ${to}
X-Mailer: Apple Mail (2.3826.200)

--Apple-Mail=_0A1B2C3D
Content-Type: multipart/alternative; boundary="Apple-Mail=_0E0F"

--Apple-Mail=_0E0F
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

Ivan has ${says.toLowerCase()} your invitation.
--Apple-Mail=_0E0F
Content-Type: text/calendar; charset=utf-8; method=REPLY
Content-Transfer-Encoding: 7bit

${ics}
--Apple-Mail=_0E0F--

--Apple-Mail=_0A1B2C3D
Content-Type: application/ics; name="invitation.ics"
Content-Disposition: attachment; filename="invitation.ics"
Content-Transfer-Encoding: base64

${base64(ics)}
--Apple-Mail=_0A1B2C3D--
`);
};

/** Google Calendar: a Sender of its own, Auto-Submitted as from a machine, flowed text, the same calendar twice. */
export const gmail: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  const ics = lines(`BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261212T150000Z
DTEND:20261212T170000Z
DTSTAMP:${stamp}
ORGANIZER;CN=${to}:mailto:${to.slice(0, 40)}
 ${to.slice(40)}
UID:${uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${says};CN=${from};
 X-NUM-GUESTS=0:mailto:${from}
X-MICROSOFT-CDO-OWNERAPPTID:123456789
CREATED:20261204T125500Z
DESCRIPTION:
LAST-MODIFIED:20261204T130000Z
LOCATION:Maple Street
SEQUENCE:${sequence}
STATUS:CONFIRMED
SUMMARY:${title}
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
`);
  return lines(`MIME-Version: 1.0
Reply-To: Ivan <${from}>
Sender: Google Calendar <calendar-notification@google.example>
Auto-Submitted: auto-generated
Message-ID: <calendar-${id}@google.example>
Date: Fri, 04 Dec 2026 13:00:01 +0000
Subject: ${subjectOf(answering)} @ Sat 12 Dec 2026 3pm - 5pm (GMT)
From: Ivan <${from}>
To: ${to}
Content-Type: multipart/mixed; boundary="000000000000aaaa"

--000000000000aaaa
Content-Type: multipart/alternative; boundary="000000000000bbbb"

--000000000000bbbb
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

${base64(`Ivan has ${says.toLowerCase()} this invitation.\r\n`)}
--000000000000bbbb
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<div>Ivan has ${says.toLowerCase()} this invitation.</div>
--000000000000bbbb
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

${ics}
--000000000000bbbb--
--000000000000aaaa
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

${base64(ics)}
--000000000000aaaa--
`);
};

/** Thunderbird: a lone multipart/mixed with a note for old programs, a VTIMEZONE, the time in it. */
export const thunderbird: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  return lines(`Message-ID: <${id}@families.example>
Date: Fri, 4 Dec 2026 13:00:01 +0000
MIME-Version: 1.0
User-Agent: Mozilla Thunderbird
From: Ivan <${from}>
Subject: Event Invitation Reply (${says}): ${title}
To: ${to}
Content-Type: multipart/mixed; boundary="------------Boundary_(ID_qyG4ZdjoAsiZ+Jo19dCbWQ)"

This is a multi-part message in MIME format.
--------------Boundary_(ID_qyG4ZdjoAsiZ+Jo19dCbWQ)
Content-Type: multipart/alternative; boundary="------------Boundary_(ID_e)"

--------------Boundary_(ID_e)
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Ivan has ${says.toLowerCase()} your event invitation.
--------------Boundary_(ID_e)
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VTIMEZONE
TZID:Europe/London
X-TZINFO:Europe/London[2026b]
BEGIN:STANDARD
TZOFFSETTO:+000000
TZOFFSETFROM:+010000
TZNAME:Europe/London(STD)
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CREATED:20261204T125500Z
LAST-MODIFIED:20261204T130000Z
DTSTAMP:${stamp}
UID:${uid}
SUMMARY:${title}
ORGANIZER:mailto:${to}
ATTENDEE;RSVP=TRUE;CN=Ivan;PARTSTAT=${says};ROLE=REQ-PARTICIPANT:mailto:${from}
X-MOZ-RECEIVED-SEQUENCE:${sequence}
DTSTART;TZID=Europe/London:20261212T150000
DTEND;TZID=Europe/London:20261212T170000
SEQUENCE:${sequence}
END:VEVENT
END:VCALENDAR
--------------Boundary_(ID_e)--

--------------Boundary_(ID_qyG4ZdjoAsiZ+Jo19dCbWQ)--
`);
};

/** Yahoo: only a file, of a type that says nothing, and no method in its header. */
export const yahoo: Shape = (answering) => {
  const { to, from, uid, says, sequence, stamp, id } = filled(answering);
  const ics = lines(`BEGIN:VCALENDAR
PRODID://Yahoo//Calendar//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:${uid}
SUMMARY:${title}
DTSTART:20261212T150000Z
DTSTAMP:${stamp}
SEQUENCE:${sequence}
ORGANIZER:mailto:${to}
ATTENDEE;PARTSTAT=${says.toLowerCase()};ROLE=REQ_PARTICIPANT:mailto:${from.toUpperCase()}
X-YAHOO-YID:ivan
END:VEVENT
END:VCALENDAR
`);
  return lines(`Date: Fri, 4 Dec 2026 13:00:01 +0000 (UTC)
From: Ivan <${from}>
To: "${to}" <${to}>
Message-ID: <${id}@mail.yahoo.example>
Subject: ${subjectOf(answering)}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_Part_1"

------=_Part_1
Content-Type: text/plain; charset=UTF-8

Ivan has ${says.toLowerCase()}.
------=_Part_1
Content-Type: application/octet-stream; name="=?UTF-8?Q?invite.ics?="
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

${base64(ics)}
------=_Part_1--
`);
};

export const shapes = { outlookCom, exchange, apple, gmail, thunderbird, yahoo };

/** Another time is proposed, as Outlook does it. */
export function counter(answering: Answering & { starts: string; comment: string }): string {
  const { starts, comment } = answering;
  return exchange({ ...answering, says: 'TENTATIVE' })
    .replaceAll('REPLY', 'COUNTER')
    .replace('DTSTART:20261212T150000Z', `DTSTART${starts}`)
    .replace('CLASS:PRIVATE', `COMMENT:${comment}`);
}

/** Several calendars in one mail: another event first, an old state, then the one that counts. */
export function several(answering: Answering): string {
  const { to, from, uid, says, id } = filled(answering);
  const event = (of: string, said: string, stamp: string): string => `BEGIN:VEVENT
UID:${of}
DTSTAMP:${stamp}
ATTENDEE;PARTSTAT=${said}:mailto:${from}
SEQUENCE:0
END:VEVENT
`;
  const calendar = (events: string): string => `BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
PRODID:-//Test//EN
${events}END:VCALENDAR
`;
  return lines(`From: ${from}
To: ${to}
Message-ID: <${id}@several.example>
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8

${calendar(event('other@elsewhere', 'DECLINED', '20261204T150000Z') + event(uid, says, '20261204T140000Z'))}${calendar(event(uid, 'DECLINED', '20261204T120000Z'))}`);
}
