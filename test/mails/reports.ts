/** What is returned: to which address of ours, whose mailbox it was, and which mail. */
export type Returning = { to: string; whose: string; messageId: string };

const lines = (text: string): string => text.replace(/\r?\n/g, '\r\n');

type Said = { action?: string; status: string; diagnostic: string; from?: string; words?: string };

function report({ to, whose, messageId }: Returning, said: Said): string {
  const { action = 'failed', status, diagnostic, from = 'MAILER-DAEMON@mx.families.example' } = said;
  return lines(`Return-Path: <>
From: Mail Delivery System <${from}>
To: ${to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4D1E.1733317200/mx.families.example"
Message-Id: <20261204130000.4D1E@mx.families.example>

This is a MIME-encapsulated message.

--4D1E.1733317200/mx.families.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

${said.words ?? `I'm sorry to have to inform you that your message could not be delivered.\n\n<${whose}>: ${diagnostic}`}

--4D1E.1733317200/mx.families.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.families.example
X-Queue-ID: 4D1E
Arrival-Date: Fri,  4 Dec 2026 13:00:00 +0000 (UTC)

Final-Recipient: rfc822; ${whose}
Original-Recipient: rfc822;${whose}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx2.families.example
Diagnostic-Code: smtp; ${diagnostic.replaceAll('\n', '\n ')}

--4D1E.1733317200/mx.families.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Bunting <hello@bunting.example>
To: ${whose}
Subject: Ellie invites Luka
Message-ID: ${messageId}

--4D1E.1733317200/mx.families.example--
`);
}

type Fixture = {
  mail: (returning: Returning) => string;
  is: { how: 'hard' | 'soft' | 'policy'; status: string | null } | 'no_failure' | 'complaint' | 'automatic';
};

/** Reports after the shapes of the servers that write them, and what each of them means. */
export const reports: Record<string, Fixture> = {
  'Postfix: user unknown': {
    mail: (of) =>
      report(of, {
        status: '5.1.1',
        diagnostic: `550 5.1.1 <${of.whose}>: Recipient address rejected: User unknown in virtual mailbox table`,
      }),
    is: { how: 'hard', status: '5.1.1' },
  },
  'Postfix: no such domain': {
    mail: (of) =>
      report(of, { status: '5.4.4', diagnostic: 'Host or domain name not found. Name service error' }),
    is: { how: 'hard', status: '5.4.4' },
  },
  'Postfix: delayed': {
    mail: (of) =>
      report(of, {
        action: 'delayed',
        status: '4.4.1',
        diagnostic: 'connect to mx2.families.example[192.0.2.1]:25: Connection timed out',
      }),
    is: 'no_failure',
  },
  'Postfix: it came': {
    mail: (of) => report(of, { action: 'delivered', status: '2.0.0', diagnostic: '250 OK' }),
    is: 'no_failure',
  },
  'Postfix: given up after five days': {
    mail: (of) => report(of, { status: '4.4.1', diagnostic: 'connect to mx2: Connection timed out' }),
    is: { how: 'soft', status: '4.4.1' },
  },
  'Exchange: no such mailbox': {
    mail: (of) =>
      report(of, {
        from: 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@office.example',
        status: '5.1.10',
        diagnostic: `550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${of.whose} not found by SMTP address lookup`,
      }),
    is: { how: 'hard', status: '5.1.10' },
  },
  'Microsoft 365: our address is not trusted': {
    mail: (of) =>
      report(of, {
        status: '5.7.515',
        diagnostic:
          '550 5.7.515 Access denied, sending domain bunting.example does not meet the required authentication level',
      }),
    is: { how: 'policy', status: '5.7.515' },
  },
  'Microsoft 365: bad outbound sender': {
    mail: (of) => report(of, { status: '5.1.8', diagnostic: '550 5.1.8 Access denied, bad outbound sender' }),
    is: { how: 'policy', status: '5.1.8' },
  },
  'Gmail: not authenticated': {
    mail: (of) =>
      report(of, {
        from: 'mailer-daemon@google.example',
        status: '5.7.26',
        diagnostic:
          '550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires all senders to authenticate',
      }),
    is: { how: 'policy', status: '5.7.26' },
  },
  'Gmail: mailbox full': {
    mail: (of) =>
      report(of, {
        status: '5.2.2',
        diagnostic: '552-5.2.2 The email account that you tried to reach is over quota.',
      }),
    is: { how: 'soft', status: '5.2.2' },
  },
  'Gmail: account disabled': {
    mail: (of) =>
      report(of, {
        status: '5.2.1',
        diagnostic: '550 5.2.1 The email account that you tried to reach is disabled.',
      }),
    is: { how: 'hard', status: '5.2.1' },
  },
  'sendmail: a general status, and the truth in its words': {
    mail: (of) =>
      report(of, {
        status: '5.0.0',
        diagnostic: '550 5.1.1 User unknown',
        from: 'MAILER-DAEMON@old.example',
      }),
    is: { how: 'hard', status: '5.1.1' },
  },
  'a general status without any other': {
    mail: (of) => report(of, { status: '5.0.0', diagnostic: '550 No such user here' }),
    is: { how: 'hard', status: '5.0.0' },
  },
  'Exim: in words, with the address in a header': {
    mail: ({ to, whose, messageId }) =>
      lines(`Return-path: <>
X-Failed-Recipients: ${whose}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example>
To: ${to}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tIxyz-0001Ab-Cd@exim.example>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${whose}
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: ${messageId}
Subject: Ellie invites Luka
`),
    is: { how: 'hard', status: null },
  },
  'qmail: in words alone': {
    mail: ({ to, whose, messageId }) =>
      lines(`Return-Path: <>
From: MAILER-DAEMON@qmail.example
To: ${to}
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${whose}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <${to}>
Message-ID: ${messageId}
`),
    is: { how: 'hard', status: '5.1.1' },
  },
  'an old server: full, in words alone': {
    mail: ({ to, whose }) =>
      lines(`Return-Path: <>
From: postmaster@lotus.example
To: ${to}
Subject: DELIVERY FAILURE: mailbox full

Your message could not be delivered to ${whose}: quota exceeded, mailbox full
`),
    is: { how: 'soft', status: null },
  },
  'a server that says nothing that anybody knows': {
    mail: ({ to }) =>
      lines(`Return-Path: <>
From: postmaster@odd.example
To: ${to}
Subject: Ukjent feil

Det gikk ikke.
`),
    is: { how: 'soft', status: null },
  },
  'a complaint (ARF)': {
    mail: ({ to, whose, messageId }) =>
      lines(`From: <abuse@provider.example>
To: ${to}
Subject: FW: Ellie invites Luka
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1"

--part1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message received from IP 192.0.2.1.
--part1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <${whose}>

--part1
Content-Type: message/rfc822
Content-Disposition: inline

From: <hello@bunting.example>
To: <${whose}>
Subject: Ellie invites Luka
Message-ID: ${messageId}

Come and dance.
--part1--
`),
    is: 'complaint',
  },
  'a vacation notice to the envelope sender': {
    mail: ({ to, whose }) =>
      lines(`Return-Path: <>
From: ${whose}
To: ${to}
Auto-Submitted: auto-replied (vacation)
Subject: Auto: Ellie invites Luka

I am away. User unknown to spam!
`),
    is: 'automatic',
  },
};
