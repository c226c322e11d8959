// What is read of a mail, so that reading any mail costs little: far more than a person's answer or a report needs, and
// little enough that the reader, which is slow with very many lines or parts, stays below its time.
const most = { bytes: 96 * 1024, lines: 2000, marks: 100, header: 8 * 1024, headers: 1000, picture: 400 };

// The headers of the whole mail that anybody here asks for; the rest can be long.
const wanted =
  /^(?:from|sender|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|auto-submitted|return-path|precedence|x-autoreply|x-autorespond|x-auto-response-suppress|x-failed-recipients|list-[a-z-]+)$/i;

const [tab, newline, carriage, space, dash, colon] = [9, 10, 13, 32, 45, 58];

/**
 * The beginning of a mail with line ends that every reader knows (LF for CRLF, LF and bare CR), with the headers that
 * matter, and without the inside of pictures. Takes as long as the mail is, and gives back 96 KB at most.
 */
export function bounded(raw: Uint8Array): Buffer {
  const kept: Uint8Array[] = [];
  const size = { bytes: 0, lines: 0, marks: 0 };
  const header = { inside: true, wanted: false, bytes: 0, lines: 0 };
  let picture = 0;
  for (const line of linesOf(raw)) {
    if (header.inside) {
      header.lines += 1;
      if (header.lines > most.headers) break;
      if (!keepsHeader(line, header)) continue;
    } else {
      picture = isEncoded(line) ? picture + 1 : 0;
      if (picture > most.picture) continue;
      if (line[0] === dash && line[1] === dash) size.marks += 1;
    }
    size.lines += 1;
    size.bytes += line.length + 1;
    if (size.bytes > most.bytes || size.lines > most.lines || size.marks > most.marks) break;
    kept.push(line, lineEnd);
  }
  return Buffer.concat(kept);
}

const lineEnd = Buffer.from('\n');

function* linesOf(raw: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] !== newline && raw[at] !== carriage) continue;
    yield raw.subarray(from, at);
    if (raw[at] === carriage && raw[at + 1] === newline) at += 1;
    from = at + 1;
  }
  // Longer than all that is kept, and without an end: the beginning of it is enough.
  if (from < raw.length) yield raw.subarray(from, Math.min(raw.length, from + most.bytes - most.header));
}

type Header = { inside: boolean; wanted: boolean; bytes: number; lines: number };

// A header goes on in lines that begin with white space (RFC 5322 2.2.3).
function keepsHeader(line: Uint8Array, header: Header): boolean {
  if (line.length === 0) {
    header.inside = false;
    return true;
  }
  if (line[0] !== space && line[0] !== tab) {
    const name = line.subarray(0, Math.min(line.length, 64)).indexOf(colon);
    header.wanted = name > 0 && wanted.test(Buffer.from(line.subarray(0, name)).toString('latin1').trim());
    header.bytes = 0;
  }
  header.bytes += line.length;
  return header.wanted && header.bytes <= most.header;
}

// Base 64 as mail carries it: lines of one length, and nothing else in them (RFC 2045 6.8).
function isEncoded(line: Uint8Array): boolean {
  return (
    line.length >= 60 && line.length <= 80 && /^[A-Za-z0-9+/=]+$/.test(Buffer.from(line).toString('latin1'))
  );
}
