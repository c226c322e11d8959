import { cleanText } from './text.ts';

/** Addresses of one cell, lower case and each once; `bad` counts what was meant to be one and is not. */
export function readAddresses(cell: string): { addresses: string[]; bad: number } {
  const tokens = cleanText(cell, 2000)
    .split(/[\s,;|/<>()[\]"]+/u)
    .map((token) => token.replace(/^mailto:/iu, '').replaceAll(/^['.:]+|['.:]+$/gu, ''));
  const meant = tokens.filter((token) => token.includes('@')).map((token) => token.toLowerCase());
  const good = meant.filter(isAddress);
  if (meant.length === 0) return { addresses: [], bad: isBlank(cell) ? 0 : 1 };
  return { addresses: [...new Set(good)], bad: meant.length - good.length };
}

/** Whether a mail can sensibly be sent there: a simple reading of RFC 5321 section 4.1.2, at most 254 characters. */
function isAddress(text: string): boolean {
  if (text.length > 254) return false;
  const [local, domain, more] = text.split('@');
  if (local === undefined || domain === undefined || more !== undefined) return false;
  if (
    local.length > 64 ||
    !/^[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+=?^_`{}~-]+)*$/u.test(local)
  )
    return false;
  return /^(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]$/u.test(
    domain,
  );
}

/** A telephone number as it was typed, at most 40 characters; null for a cell that holds none. */
export function readPhone(cell: string): string | null {
  const text = cleanText(cell, 40).replace(/^(?:tel:|')/iu, '');
  if (text.includes('@') || (text.match(/\p{Nd}/gu) ?? []).length < 3) return null;
  // A spreadsheet's "4.91712E+11" has lost the digits for good.
  if (/^\d[.,]\d+e\+?\d+$/iu.test(text)) return null;
  return text;
}

/** The digits of a number, to see whether two are the same; nothing when too few to tell. */
export function phoneDigits(cell: string): string {
  const digits = (readPhone(cell) ?? '').replaceAll(/\P{Nd}/gu, '');
  return digits.length < 5 ? '' : digits;
}

/** A cell without a letter or digit, or a word for "none", says nothing. */
export function isBlank(cell: string): boolean {
  return (
    !/[\p{L}\p{N}]/u.test(cell) ||
    /^(?:n\/?a|none|null|nil|keine?|aucune?|ninguno|no|geen|brak)\.?$/iu.test(cell.trim())
  );
}
