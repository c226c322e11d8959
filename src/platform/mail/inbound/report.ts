import { openAddress, findReturnPath } from './address.ts';
import type { Letter } from './letter.ts';

/** Why a mail came back: its address is dead, it may come another time, or its server does not want mail from us. */
export type Fate = { how: 'hard' | 'soft' | 'policy'; status: string | null };

/** The mail that a report is about, as far as it says so. */
export type About = { mail: string | null; messageIds: string[] };

/** Which of our mails a report returns: by the address it came to, then by what it quotes. */
export function aboutOf(key: Buffer, recipient: string, { original, plain }: Letter): About {
  const subject = openAddress(key, recipient);
  if (subject && 'mail' in subject) return { mail: subject.mail, messageIds: [] };
  const quoted = (original ?? plain ?? '').slice(0, 32 * 1024);
  const ids = [...quoted.matchAll(/^message-id:\s*(<[^<>\s]{1,250}>)/gim)];
  return { mail: findReturnPath(key, quoted), messageIds: ids.flatMap(([, id]) => id ?? []).slice(0, 5) };
}

/**
 * What a delivery status says (RFC 3464): null when nothing has failed. Where the status is a general one, what the other
 * server said decides.
 */
export function fateOf(status: string): Fate | null {
  const fields = fieldsOf(status);
  const failed = fields.find((one) => one.get('action')?.toLowerCase().startsWith('failed'));
  if (!failed) return null;
  const said = failed.get('diagnostic-code') ?? '';
  const named = codeIn(failed.get('status') ?? '');
  const told = codeIn(said);
  // A status of the class alone says less than the server's own words.
  const code = named !== null && !named.endsWith('.0.0') ? named : (told ?? named);
  return judge(code, said);
}

/** The same of a report in words alone, in which there may be no status at all; null when it is no such report. */
export function fateInWords(words: string): Fate | null {
  const text = words.slice(0, 16 * 1024);
  const code = codeIn(text);
  const known = knownText(text);
  return code === null && known === null ? null : judge(code, text);
}

function judge(code: string | null, said: string): Fate {
  return { how: byCode(code) ?? knownText(said) ?? 'soft', status: code };
}

// RFC 3463. A bad sender (5.1.7, 5.1.8) is our own trouble, whoever the mail was for.
function byCode(code: string | null): Fate['how'] | null {
  if (code === null) return null;
  if (code.startsWith('4.') || code === '5.2.2') return 'soft';
  if (/^5\.(?:7\.|1\.[78]$)/.test(code)) return 'policy';
  return /^5\.(?:1\.|2\.1$|4\.4$)/.test(code) ? 'hard' : null;
}

function codeIn(text: string): string | null {
  return /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text)?.[1] ?? null;
}

// What servers have said for decades where they give no code. The order matters: "blocked" and "full" are said beside "user".
const knownTexts: [Fate['how'], RegExp][] = [
  [
    'soft',
    /mailbox (?:is )?full|over ?quota|quota exceeded|exceeded (?:the |its |his )?(?:storage|quota)|out of storage|insufficient (?:disk|system) (?:space|storage)|temporar|try again later|greylist|timed out|too many connections|delivery time expired|retry time(?:out)? (?:not reached|exceeded)/i,
  ],
  [
    'policy',
    /\bspam\b|blacklist|blocklist|black list|block list|\bblocked\b|\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated|reputation|message (?:content )?rejected|policy (?:reasons|violation)|rejected (?:for|due to) policy|bulk mail/i,
  ],
  [
    'hard',
    /user (?:is )?unknown|unknown user|unknown recipient|no such (?:user|recipient|mailbox|address|person)|no mailbox here|does ?n.?t exist|does not exist|unrouteable|invalid (?:recipient|mailbox|address)|recipient (?:address )?(?:rejected|not found|unknown)|address (?:rejected|unknown|not found)|mailbox (?:unavailable|not found|unknown|disabled)|account (?:that you tried to reach )?(?:has been |is )?(?:disabled|inactive)|not a (?:valid|known) (?:user|mailbox|recipient)|host (?:or domain name )?not found|domain (?:name )?not found|no longer (?:available|valid|in use)|user not found|unknown local.part/i,
  ],
];

function knownText(text: string): Fate['how'] | null {
  return knownTexts.find(([, pattern]) => pattern.test(text.slice(0, 16 * 1024)))?.[0] ?? null;
}

// Groups of fields with an empty line between them: the first is about the mail, the others each about a recipient.
function fieldsOf(status: string): Map<string, string>[] {
  return status
    .slice(0, 16 * 1024)
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n[ \t]*\n/)
    .slice(0, 20)
    .map((group) => {
      const pairs = [...group.matchAll(/^([\w-]{1,40})[ \t]*:[ \t]*(.*)$/gm)].slice(0, 40);
      return new Map(pairs.map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]));
    });
}
