import { createPrivateKey, createPublicKey } from 'node:crypto';
import { bad, good, unsure, type Finding } from './finding.ts';

/** Questions to the DNS; each gives an empty list where there is nothing, and throws where nobody answers. */
export type Names = {
  texts(name: string): Promise<string[]>;
  exchanges(name: string): Promise<string[]>;
  addresses(name: string): Promise<string[]>;
  names(address: string): Promise<string[]>;
};

/** Who may send for the domain (RFC 7208): one record, that does not end in letting everybody. */
export async function lookAtSpf(names: Names, domain: string): Promise<Finding> {
  const what = `SPF of ${domain}`;
  const records = (await names.texts(domain)).filter((text) => /^v=spf1(?: |$)/i.test(text));
  if (records.length === 0)
    return bad(
      what,
      `Add a TXT record to ${domain}: v=spf1 with the servers that send for you and -all at its end, for example "v=spf1 mx -all".`,
    );
  if (records.length > 1)
    return bad(what, `There are ${records.length} records that begin with v=spf1: leave one (RFC 7208 4.5).`);
  if (/\s\+?all\b/i.test(records[0] ?? ''))
    return bad(what, 'The record lets everybody send for you: end it in -all.');
  return good(what, records[0] ?? '');
}

export type DkimAt = { domain: string; selector: string; privateKey: string };

/** Whether the key that signs is the one that its receivers find (RFC 6376 3.6.1). */
export async function lookAtDkim(names: Names, { domain, selector, privateKey }: DkimAt): Promise<Finding> {
  const at = `${selector}._domainkey.${domain}`;
  const what = `DKIM at ${at}`;
  const own = publicHalf(privateKey);
  if (!own) return bad(what, 'The file that DKIM names holds no RSA key in PEM.');
  const record = (await names.texts(at)).find((text) => /\bp=/.test(text));
  const wanted = `v=DKIM1; k=rsa; p=${own.base64}`;
  if (record === undefined) return bad(what, `Add a TXT record to ${at}: ${wanted}`);
  const published = /\bp=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '') ?? '';
  if (published !== own.base64) return bad(what, `The record holds another key. It must be: ${wanted}`);
  if (own.bits < 1024) return bad(what, `The key has ${own.bits} bits: make one of 2048.`);
  return own.bits < 2048
    ? unsure(what, `The key has ${own.bits} bits; 2048 are usual.`)
    : good(what, `The key of ${own.bits} bits is the one that is published.`);
}

function publicHalf(privateKey: string): { base64: string; bits: number } | null {
  try {
    const half = createPublicKey(createPrivateKey(privateKey));
    if (half.asymmetricKeyType !== 'rsa') return null;
    const base64 = half.export({ type: 'spki', format: 'der' }).toString('base64');
    return { base64, bits: half.asymmetricKeyDetails?.modulusLength ?? 0 };
  } catch {
    return null;
  }
}

/** What receivers do with mail that is not ours (RFC 7489): the big ones want at least p=none. */
export async function lookAtDmarc(names: Names, domain: string): Promise<Finding> {
  const what = `DMARC of ${domain}`;
  for (const name of upwardsFrom(domain)) {
    const record = (await names.texts(`_dmarc.${name}`)).find((text) => /^v=DMARC1\b/i.test(text));
    if (record !== undefined)
      return /;\s*p\s*=\s*(?:none|quarantine|reject)/i.test(record)
        ? good(what, record)
        : bad(what, 'The record says no policy: add p=none at least.');
  }
  return bad(what, `Add a TXT record to _dmarc.${domain}: v=DMARC1; p=none; rua=mailto:postmaster@${domain}`);
}

// A record stands for all that is below it; nobody asks a whole top-level domain.
function upwardsFrom(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, place) => labels.slice(place).join('.'));
}

/** From, bounces and signature must be of one organisation, or DMARC counts neither SPF nor DKIM (RFC 7489 3.1). */
export function lookAtAlignment(from: string, others: { spf: string; dkim: string | null }): Finding {
  const what = `Alignment with ${from}`;
  const together = [others.spf, others.dkim].filter((one) => one !== null && isRelated(one, from));
  return together.length > 0
    ? good(what, `${together.join(' and ')} stand${together.length === 1 ? 's' : ''} for ${from}.`)
    : bad(
        what,
        `Neither ${others.spf} (bounces) nor a DKIM signature is of ${from}: set DKIM, or MAIL_DOMAIN to a domain below it.`,
      );
}

function isRelated(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase());
  return a === b || a?.endsWith(`.${b}`) === true || b?.endsWith(`.${a}`) === true;
}

/** Whether mail to our own domain finds a way at all. */
export async function lookAtExchange(names: Names, domain: string): Promise<Finding> {
  const what = `Mail to ${domain}`;
  const exchanges = await names.exchanges(domain);
  return exchanges.length > 0
    ? good(what, `goes to ${exchanges.join(', ')}.`)
    : bad(what, `Add an MX record to ${domain}: answers from calendars and bounces come there.`);
}

/** A server that sends must have a name that leads back to it. */
export async function lookAtReverse(names: Names, host: string): Promise<Finding> {
  const what = `Reverse DNS of ${host}`;
  const [address] = await names.addresses(host);
  if (address === undefined) return bad(what, `${host} has no address.`);
  if (/^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(address))
    return unsure(what, `${address} is not seen from outside: look at the server that sends for it.`);
  for (const name of await names.names(address))
    if ((await names.addresses(name)).includes(address))
      return good(what, `${address} is ${name}, both ways.`);
  return bad(what, `Ask whoever gave you ${address} to set its PTR record to a name that leads back to it.`);
}
