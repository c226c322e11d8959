export type CardLine = { group: string; name: string; types: string[]; value: string };

/** The lines of each card of an address book, unfolded and decoded: RFC 6350, 2426 and vCard 2.1, leniently. */
export function readCards(text: string): CardLine[][] {
  const cards: CardLine[][] = [];
  let open: CardLine[] | null = null;
  for (const raw of unfold(text)) {
    const line = readLine(raw);
    if (line === null) continue;
    const mark = `${line.name}:${line.value.trim().toUpperCase()}`;
    if (mark === 'BEGIN:VCARD') open = [];
    else if (mark === 'END:VCARD') {
      if (open !== null) cards.push(open);
      open = null;
    } else open?.push(line);
  }
  return cards;
}

/** Takes a value apart at an unescaped separator, and undoes the escapes of RFC 6350 section 3.4. */
export function splitValue(value: string, separator: ';' | ','): string[] {
  const parts = [''];
  for (let at = 0; at < value.length; at += 1) {
    const letter = value[at] ?? '';
    if (letter === separator) parts.push('');
    else {
      const escaped = letter === '\\' && at + 1 < value.length;
      if (escaped) at += 1;
      const plain = escaped ? unescape(value[at] ?? '') : letter;
      parts[parts.length - 1] = `${parts.at(-1) ?? ''}${plain}`;
    }
  }
  return parts;
}

function unescape(letter: string): string {
  return letter === 'n' || letter === 'N' ? '\n' : letter;
}

type Folded = { parts: string[]; quoted: boolean };

function unfold(text: string): string[] {
  const lines: Folded[] = [];
  let soft: boolean = false;
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const last: Folded | undefined = soft || /^[ \t]/u.test(line) ? lines.at(-1) : undefined;
    const quoted: boolean =
      last?.quoted ?? /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/iu.test(line.slice(0, 200));
    const part: string = last !== undefined && !soft ? line.slice(1) : line;
    // Quoted-printable breaks its lines with a "=" of its own (RFC 2045 section 6.7).
    soft = quoted && part.endsWith('=');
    const kept = soft ? part.slice(0, -1) : part;
    if (last === undefined) lines.push({ parts: [kept], quoted });
    else last.parts.push(kept);
  }
  return lines.map(({ parts }) => parts.join(''));
}

function readLine(raw: string): CardLine | null {
  // No honest line has more before its colon; a hostile one shall not keep the pattern busy.
  const parts = /^(?:([\w-]{1,40})\.)?([\w-]{1,40})((?:;(?:"[^"]*"|[^":])*)?):/u.exec(raw.slice(0, 1000));
  if (parts === null) return null;
  const parameters = (parts[3] ?? '').split(';').filter((one) => one !== '');
  const value = raw.slice(parts[0].length);
  const quoted: boolean = parameters.some((one) => /^(?:ENCODING=)?QUOTED-PRINTABLE$/iu.test(one));
  const charset = parameters.find((one) => /^CHARSET=/iu.test(one))?.slice(8) ?? 'utf-8';
  return {
    group: (parts[1] ?? '').toLowerCase(),
    name: (parts[2] ?? '').toUpperCase(),
    types: parameters.flatMap(readTypes),
    value: quoted ? unquote(value, charset) : value,
  };
}

// 4.0 says TYPE="home,voice" and PREF=1, 3.0 TYPE=HOME, 2.1 only HOME.
function readTypes(parameter: string): string[] {
  const [key = '', value] = parameter.toLowerCase().split('=');
  if (value === undefined) return [key];
  if (key === 'pref') return ['pref'];
  return key === 'type' ? value.replaceAll('"', '').split(',') : [];
}

function unquote(value: string, charset: string): string {
  const bytes = new TextEncoder().encode(value);
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const code = String.fromCodePoint(...bytes.slice(at + 1, at + 3));
    const escaped = bytes[at] === 0x3d && /^[\da-f]{2}$/iu.test(code);
    plain.push(escaped ? Number.parseInt(code, 16) : (bytes[at] ?? 0));
    if (escaped) at += 2;
  }
  return decodeAs(charset, Uint8Array.from(plain));
}

function decodeAs(charset: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
