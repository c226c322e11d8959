import { connect } from 'node:net';

/** An answer as it came over the wire. */
export type Exchanged = { status: number; headers: [string, string][]; body: Buffer; bytes: number };

/** One request on a connection of its own; the request names no `Connection`, so that the answer is a browser's. */
export function exchange(port: number, request: string): Promise<Exchanged> {
  return new Promise((done, fail) => {
    let all = Buffer.alloc(0);
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer for 20 seconds')));
    socket.on('error', fail).on('close', () => fail(new Error('the connection ended early')));
    socket.on('data', (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      const read = readAnswer(all);
      if (!read) return;
      done(read);
      socket.destroy();
    });
  });
}

/** The values of one header of an answer. */
export function headersOf({ headers }: Exchanged, name: string): string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

// Enough of RFC 9112 for our own servers: a length, or chunks to an empty one.
function readAnswer(all: Buffer): Exchanged | null {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line = '', ...lines] = all.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((one): [string, string] => {
    const colon = one.indexOf(':');
    return [one.slice(0, colon), one.slice(colon + 1).trim()];
  });
  const found = { status: Number(line.split(' ')[1]), headers, bytes: all.length };
  const length = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const rest = all.subarray(end + 4);
  if (!/^transfer-encoding: *chunked/im.test(lines.join('\n')))
    return rest.length < length ? null : { ...found, body: rest };
  const body = joinChunks(rest);
  return body && { ...found, body };
}

function joinChunks(rest: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = Number.parseInt(rest.toString('latin1', at, line), 16);
    const next = line + 2 + size + 2;
    if (next > rest.length) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(rest.subarray(line + 2, line + 2 + size));
    at = next;
  }
}
