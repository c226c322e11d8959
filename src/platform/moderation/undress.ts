/**
 * A text without its dress: lower case, without accents, look-alike letters and all that nobody sees, so that a pattern
 * finds what was written (UTS #39 for the letters that look alike; Unicode NFKC for the rest). Digits of every script
 * become those of ASCII (Unicode Nd).
 */
export function undress(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu, asLetter)
    .replace(/[\u2776-\u277e]/g, (digit) => String(digit.charCodeAt(0) - 0x2775))
    .replaceAll('\u{1f51f}', '10')
    .replaceAll('。', '.')
    .replace(/\p{Nd}/gu, asDigit)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0]/gu, '')
    .normalize('NFC')
    .replace(/[łøđıßæœ]/g, (letter) => unaccented[letter] ?? letter)
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ى]/g, 'ي')
    .replace(/ـ/g, '');
  return unmask(plain);
}

const unaccented: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' };

// Negative circled and squared letters, which NFKC leaves as they are.
function asLetter(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return String.fromCodePoint(0x61 + ((code - (code < 0x1f170 ? 0x1f150 : 0x1f170)) % 26));
}

// Unicode's decimal digits stand in runs of ten, each beginning at …0 or at …6.
function asDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const low = code & 15;
  const fromZero = /\p{Nd}/u.test(String.fromCodePoint(code - low));
  return String(fromZero ? low : low - 6);
}

// Cyrillic, then Greek: the letters that look like Latin ones, and those.
const alike: Record<string, string> = Object.fromEntries(
  Array.from(
    'аaвbсcеeнhіiјjкkмmоoрpѕsтtуyхxԁdԛqԝwгrпnзeиuяrαaβbεeηnιiκkνvοoρpτtυuχxγyωw'.matchAll(/(.)(.)/gu),
    ([, from, to]) => [from, to],
  ),
);

// Russian and Greek stay what they are; a word of two alphabets, or one that only borrows shapes, does not.
function unmask(text: string): string {
  const latin = /\p{sc=Latin}/u.test(text);
  return text.replace(/[\p{L}]{1,60}/gu, (word) => {
    if (!/[\p{sc=Cyrillic}\p{sc=Greek}]/u.test(word)) return word;
    const mixed = /\p{sc=Latin}/u.test(word);
    const borrowed = Array.from(word).every((letter) => alike[letter] !== undefined);
    if (!mixed && !(latin && borrowed)) return word;
    return Array.from(word, (letter) => alike[letter] ?? letter).join('');
  });
}

/** The same with letters that were written apart put together: "a d d r e s s" and "a.d.d.r.e.s.s" are one word. */
export function joinLetters(plain: string): string {
  let joined = '';
  let last = 0;
  for (const { from, to } of lettersApart(plain, 3, /[\p{L}\p{N}]{1,60}/gu)) {
    joined += plain.slice(last, from) + plain.slice(from, to).replace(/[^\p{L}]/gu, '');
    last = to;
  }
  return joined + plain.slice(last);
}

/**
 * Where so many letters or more stand by themselves one after the other, with at most three signs between them. Word by
 * word: as one pattern it costs V8 ten seconds to compile for a text that is not Latin-1 alone.
 */
export function lettersApart(
  text: string,
  least: number,
  words = /[\p{L}\p{M}\p{N}'’]{1,60}/gu,
): { from: number; to: number }[] {
  const runs: { from: number; to: number; letters: number }[] = [];
  let open: { from: number; to: number; letters: number } | null = null;
  for (const match of text.matchAll(words)) {
    const [word] = match;
    const to = match.index + word.length;
    if (!/^\p{L}$/u.test(word)) open = null;
    else if (open && Array.from(text.slice(open.to, match.index)).length <= 3)
      Object.assign(open, { to, letters: open.letters + 1 });
    else runs.push((open = { from: match.index, to, letters: 1 }));
  }
  return runs.filter(({ letters }) => letters >= least);
}

const figures: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** The same with figures that stand for letters read as letters: "5h1t". A word needs a letter to be one. */
export function readFigures(plain: string): string {
  return plain.replace(/[\p{L}\d@$!]{2,60}/gu, (word) => {
    if (!/\p{L}/u.test(word) || !/[\d@$!]/.test(word)) return word;
    return word.replace(/[!]+$/, '').replace(/[013457@$!]/g, (figure) => figures[figure] ?? figure);
  });
}

// Emoji that say nothing but joy; any other one may say something, and makes a text a text of its own.
const joy = /[🎂🎉🎊🎈🎁🥳🍰🧁🎵🎶✨⭐🌟💫❤💙💚💛💜🧡🩷🩵💖💗💓💕💞💝♥😊😀😃😄😁🙂🥰😍🤗👏🙌🌈☀🌸🌻🌹🌷]/gu;

/**
 * What a text says, without how it is dressed: texts that are alike in it are read once. Lower case, one space between
 * words, no marks, no emoji of mere joy; letters and their accents stay, for they tell words apart.
 */
export function canonicalOf(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}|\ufe0f/gu, '')
    .replace(joy, ' ')
    .replace(/[\p{P}\u{1f3fb}-\u{1f3ff}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? text.trim() : words;
}
