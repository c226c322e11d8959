import { IntlMessageFormat } from 'intl-messageformat';
import ar from '../../../locales/ar.json' with { type: 'json' };
import en from '../../../locales/en.json' with { type: 'json' };
import es from '../../../locales/es.json' with { type: 'json' };
import pl from '../../../locales/pl.json' with { type: 'json' };
import { directionOf, type Language } from './languages.ts';

/** The name of a message; the English catalogue has them all. */
export type MessageKey = keyof typeof en;

export type Words = Record<string, string | number>;

/** A word that was put into a message, with the name of its place. */
export type Word = { name: string; word: string };

/** Says a message in one language, in a page (`say`) or in plain text where names need isolation (`say.plain`). */
export type Say = {
  (key: MessageKey, words?: Words): string;
  language: Language;
  direction: 'ltr' | 'rtl';
  /** As in a page's text, with the words wrapped in FSI and PDI (Unicode 9, UAX #9) for subjects and text mails. */
  plain(key: MessageKey, words?: Words): string;
  /** The message in pieces, each word that was put in by itself, for pages that wrap names in `<bdi>`. */
  parts(key: MessageKey, words: Words): (string | Word)[];
};

const catalogues: Record<Language, Partial<Record<string, string>>> = { en, es, pl, ar };

const speakers = new Map<Language, Say>();

/** The one speaker of a language. ICU MessageFormat; a message that a catalogue lacks is said in English. */
export function sayIn(language: Language): Say {
  const known = speakers.get(language);
  if (known) return known;
  const speaker = makeSpeaker(language);
  speakers.set(language, speaker);
  return speaker;
}

function makeSpeaker(language: Language): Say {
  const formats = new Map<string, IntlMessageFormat | string>();
  const formatOf = (key: MessageKey): IntlMessageFormat | string => {
    const known = formats.get(key);
    if (known !== undefined) return known;
    const message = catalogues[language][key] ?? en[key];
    const format = /[{}'<]/.test(message)
      ? new IntlMessageFormat(message, language, undefined, { ignoreTag: true })
      : message;
    formats.set(key, format);
    return format;
  };
  const say = (key: MessageKey, words: Words = {}): string => {
    const format = formatOf(key);
    return typeof format === 'string' ? format : String(format.format(words));
  };
  return Object.assign(say, {
    language,
    direction: directionOf(language),
    plain: (key: MessageKey, words: Words = {}) => say(key, isolate(words)),
    parts: (key: MessageKey, words: Words) => {
      const format = formatOf(key);
      if (typeof format === 'string') return [format];
      return format.formatToParts<Word>(wrap(words)).map(({ value }) => value);
    },
  });
}

function wrap(words: Words): Record<string, number | Word> {
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => [name, typeof word === 'string' ? { name, word } : word]),
  );
}

function isolate(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => [
      name,
      typeof word === 'string' ? `\u2068${word}\u2069` : word,
    ]),
  );
}
