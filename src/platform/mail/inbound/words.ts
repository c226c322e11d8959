import { tidy } from '../../../kernel/text.ts';
import { isOurs } from './address.ts';
import type { Letter } from './letter.ts';

const longest = 2000;

/**
 * What a person wrote, without what was quoted below it and without a signature: cut where a program has surely put a
 * mark, and left whole where nobody can tell. Plain text, NFC, 2,000 characters at most.
 */
export function wordsOf({ plain, html }: Pick<Letter, 'plain' | 'html'>, domain: string): string {
  const text = plain ?? (html === null ? '' : plainOf(html));
  return asWords(unquoted(text.slice(0, 64 * 1024), domain).join('\n'));
}

/** Text as it is kept and shown: tidied, without stretches of empty lines, 2,000 characters at most. */
export function asWords(text: string): string {
  const words = tidy(text).replace(/\n{3,}/g, '\n\n');
  return words.length <= longest ? words : `${tidy(words.slice(0, longest - 1))}…`;
}

function unquoted(text: string, domain: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const end = lines.findIndex((line, at) => at < 2000 && isEnd(line, domain));
  const kept = lines.slice(0, end === -1 ? 2000 : beginOfQuote(lines, end));
  return withoutHeading(kept).filter((line) => !line.startsWith('>'));
}

// Signature (RFC 3676 4.3), the rules of Outlook and of forwarding, and whatever names the address that we wrote from.
function isEnd(line: string, domain: string): boolean {
  if (/^--\s?$/.test(line) || /^_{20,}$/.test(line) || /^-{4,}[^-]{1,60}-{4,}$/.test(line)) return true;
  const [address] = /(?:rsvp|bounce)\+[a-z2-7]{52}@[a-z0-9.-]{1,190}/i.exec(line.slice(0, 1000)) ?? [];
  return address !== undefined && isOurs(address, domain);
}

// "On Friday at 12:00 Ellie's family <" stands on the line before our address; it has an hour or a year in it.
function beginOfQuote(lines: readonly string[], end: number): number {
  if (/^[-_]/.test(lines[end] ?? '')) return end;
  const before = lines[end - 1] ?? '';
  return end > 0 && before.length < 300 && /\d{1,2}[:.]\d{2}|\d{4}/.test(before) ? end - 1 : end;
}

// A line that ends with a colon and has a mark of time before a quotation is its heading, in any language.
function withoutHeading(lines: readonly string[]): string[] {
  const quote = lines.findIndex((line) => line.startsWith('>'));
  const heading = lines.findLastIndex((line, at) => at < quote && line !== '');
  const line = lines[heading] ?? '';
  return lines.filter((_, at) => at !== heading || !/[:：]$/.test(line) || !/\d/.test(line));
}

// Where mail programs put what they quote. The class is looked at by itself: one look a tag, however often it is named.
const quotes =
  /^<(?:blockquote\b|hr\b[^>]*\btabindex|[a-z]+\b[^>]*\b(?:id="?(?:x_)?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)|name="?quote\b))/i;
const quoteClass = /\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote)/i;

function beginsQuote(tag: string): boolean {
  const [, names = ''] = /\bclass="?([^">]*)/i.exec(tag) ?? [];
  return quotes.test(tag) || quoteClass.test(names);
}

const unseen = /^<(style|script|head|title|template)\b/i;
const breaks = /^<\/?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|section|article)\b/i;

/** The text of HTML as a reader sees it, up to where the quotation begins. */
export function plainOf(html: string): string {
  const said: string[] = [];
  let within: string | null = null;
  for (const [token] of withoutComments(html.slice(0, 128 * 1024)).matchAll(/<[^<>]{0,2000}>|[^<]+|</g)) {
    if (within !== null) {
      if (token.toLowerCase().startsWith(`</${within}`)) within = null;
      continue;
    }
    if (!/^<[^<>]+>$/.test(token)) said.push(decode(token.replace(/\s+/g, ' ')));
    else if (beginsQuote(token)) {
      if (said.join('').trim() !== '') break;
    } else if (unseen.test(token)) within = unseen.exec(token)?.[1]?.toLowerCase() ?? null;
    else if (breaks.test(token)) said.push('\n');
  }
  const lines = said.join('').split('\n');
  return lines.map((line) => line.trim()).join('\n');
}

// What is opened and never closed hides all the rest, as in a browser.
function withoutComments(html: string): string {
  const shown: string[] = [];
  for (let at = 0; at !== -1;) {
    const opens = html.indexOf('<!--', at);
    shown.push(html.slice(at, opens === -1 ? undefined : opens));
    const closes = opens === -1 ? -1 : html.indexOf('-->', opens);
    at = closes === -1 ? -1 : closes + 3;
  }
  return shown.join('');
}

const marks: Record<string, string> = {
  uml: '\u0308',
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  cedil: '\u0327',
  ring: '\u030a',
  caron: '\u030c',
};
const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: '’',
  nbsp: ' ',
  szlig: 'ß',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  hellip: '…',
  euro: '€',
};

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,10}));/gi, (whole, number, hex, name) => {
    if (name === undefined)
      return character(number === undefined ? Number.parseInt(hex, 16) : Number(number));
    const [, letter = '', mark = ''] = /^([a-z])([a-z]+)$/i.exec(name) ?? [];
    return entities[name] ?? (marks[mark] === undefined ? whole : (letter + marks[mark]).normalize('NFC'));
  });
}

function character(point: number): string {
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}
