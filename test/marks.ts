/** A name that stands nowhere by chance: `Zq7luka7qZ` is the mark of Luka. */
export function mark(of: string): string {
  return `Zq7${of}7qZ`;
}

/**
 * The marks in a text, also in what it holds as hex, as base64 (of either alphabet, wherever in it they begin) or between the
 * signs of JSON, HTML, addresses and mail: letters and digits stay as they are in those.
 */
export function marksIn(text: string): Set<string> {
  const found = new Set<string>();
  const look = (plain: string): void => {
    for (const [, name = ''] of plain.matchAll(/zq7(\w+?)7qz/gi)) found.add(name);
  };
  look(text);
  for (const [digits] of text.matchAll(/[0-9a-f]{20,}/gi))
    for (const at of [0, 1]) look(Buffer.from(digits.slice(at), 'hex').toString('latin1'));
  for (const [letters] of text.matchAll(/[\w+/-]{14,}/g))
    for (const at of [0, 1, 2, 3]) look(Buffer.from(letters.slice(at), 'base64').toString('latin1'));
  return found;
}
