import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { openPost } from '../../../test/post.ts';
import { compose } from './letter.ts';
import { smtpTransport } from './transports.ts';

/** Checks a signature as its receiver does (RFC 6376 3.4.2, 3.4.4, 6.1); tells which headers are signed. */
function verify(raw: string, publicKey: string): string[] {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const fields = head.split(/\r\n(?!\s)/);
  const signature = fields.find((field) => /^DKIM-Signature:/i.test(field)) ?? '';
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => tag.trim())
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1).replace(/\s/g, '')]),
  );
  const body = rest
    .join('\r\n\r\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n)/g, '')
    .replace(/(\r\n)*$/, '\r\n');
  expect(tags.get('bh')).toBe(createHash('sha256').update(body).digest('base64'));
  const names = tags.get('h')?.split(':') ?? [];
  const signed = names.flatMap((name) => {
    const field = fields.findLast((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return field === undefined ? [] : `${relaxed(field)}\r\n`;
  });
  const own = relaxed(signature.replace(/(\bb=)[^;]*$/, '$1'));
  const check = createVerify('RSA-SHA256').update(signed.join('') + own);
  expect(check.verify(publicKey, tags.get('b') ?? '', 'base64')).toBe(true);
  return names.map((name) => name.toLowerCase());
}

function relaxed(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ');
  return `${field.slice(0, colon).toLowerCase().trim()}:${value.trim()}`;
}

it('a mail is signed with the operator’s key, with what it can be unsubscribed by (RFC 8058 4)', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const post = await openPost();
  const transport = smtpTransport(post.url, {
    domainName: 'bunting.example',
    keySelector: 'post',
    privateKey,
  });
  onTestFinished(() => transport.close());
  const waiting = {
    letter: {
      subject: 'Ellie invites Luka 🎈',
      text: 'Come  and dance.\n\n\n',
      html: '<p>Come and dance.</p>',
    },
    heading: { messageId: '<a@bunting.example>', unsubscribe: 'https://bunting.example/u/abc' },
  };
  const envelope = { from: 'bounce@bunting.example', to: 'ivan@families.example' };
  const letter = compose(waiting, { from: 'Bunting <hello@bunting.example>', envelope, date: new Date() });
  expect(await transport.deliver(letter)).toBeNull();
  const raw = post.received[0]?.raw ?? '';
  expect(raw).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=bunting\.example;/im);
  const headers = verify(raw, publicKey);
  for (const name of [
    'from',
    'to',
    'subject',
    'date',
    'message-id',
    'list-unsubscribe',
    'list-unsubscribe-post',
  ])
    expect(headers).toContain(name);
});
