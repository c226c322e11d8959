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

function unfold(text: string): string[] {
  const lines: { parts: string[]; quoted: boolean }[] = [];
  let soft = false;
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const last = lines.at(-1);
    const folded = /^[ \t]/u.test(line);
    if (last !== undefined && (soft || folded)) last.parts.push(soft ? line : line.slice(1));
    else
      lines.push({
        parts: [line],
        quoted: /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE/iu.test(line.slice(0, 200)),
      });
    // Quoted-printable breaks its lines with a "=" of its own (RFC 2045 section 6.7).
    soft = lines.at(-1)?.quoted === true && line.endsWith('=');
  }
  return lines.map(({ parts, quoted }) =>
    quoted ? parts.join('').replaceAll(/=(?![\dA-F]{2})/giu, '') : parts.join(''),
  );
}

function readLine(raw: string): CardLine | null {
  // No honest line has more before its colon; a hostile one shall not keep the pattern busy.
  const parts = /^(?:([\w-]{1,40})\.)?([\w-]{1,40})((?:;(?:"[^"]*"|[^":])*)?):/u.exec(raw.slice(0, 1000));
  if (parts === null) return null;
  const parameters = (parts[3] ?? '').split(';').filter((one) => one !== '');
  const value = raw.slice(parts[0].length);
  const quoted = parameters.some((one) => /^(?:ENCODING=)?QUOTED-PRINTABLE$/iu.test(one));
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
