import ar from 'naughty-words/ar.json' with { type: 'json' };
import de from 'naughty-words/de.json' with { type: 'json' };
import es from 'naughty-words/es.json' with { type: 'json' };
import fr from 'naughty-words/fr.json' with { type: 'json' };
import pl from 'naughty-words/pl.json' with { type: 'json' };
import ru from 'naughty-words/ru.json' with { type: 'json' };
import tr from 'naughty-words/tr.json' with { type: 'json' };
import { DataSet, englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity';
import { joinLetters, readFigures, undress } from './undress.ts';

/** Whether a text hurts, may hurt, or does neither; `plain` is the text without its dress. */
export function findHurt(text: string, plain: string): 'hurtful' | 'rude' | null {
  const joined = joinLetters(plain);
  const spelled = [plain, joined, readFigures(plain), readFigures(joined)];
  const readings = [...new Set([...spelled, ...spelled.map((one) => one.replace(/(\p{L})\1+/gu, '$1'))])];
  const says = (patterns: readonly RegExp[]) =>
    readings.some((one) => patterns.some((each) => each.test(one)));
  if (says(cruel) || readings.some((reading) => english.hasMatch(reading))) return 'hurtful';
  const lines = readings.map((reading) => ` ${wordsOf(reading).join(' ')} `);
  if (lines.some((line) => holds(line, strong) || stems.test(line))) return 'hurtful';
  if (says(callsNames)) return denies.test(plain) ? 'rude' : 'hurtful';
  return rudeSigns.test(text) || lines.some((line) => holds(line, soft)) ? 'rude' : null;
}

/** The words of a text. */
export function wordsOf(plain: string): string[] {
  return plain.match(/[\p{L}\p{N}]{1,60}/gu) ?? [];
}

// What is a name, a joke between children or a part of the body that a doctor names is for a reader to look at.
const mildEnglish = new Set([
  'dick',
  'anal',
  'arse',
  'semen',
  'negro',
  'bastard',
  'hooker',
  'scat',
  'abo',
  'turd',
  'tit',
  'boob',
  'spastic',
  'chink',
]);

const dataset = new DataSet<{ originalWord: string }>()
  .addAll(englishDataset)
  .removePhrasesIf(({ metadata }) => mildEnglish.has(metadata?.originalWord ?? ''))
  .build();

const english = new RegExpMatcher({
  ...dataset,
  // What the list does not know: words and places of other languages that hold one of its words.
  whitelistedTerms: [
    ...(dataset.whitelistedTerms ?? []),
    ...'cumple cumpla cumbre cumbia acumul document circum penistone scunthorpe clitheroe lightwater therapist analis shiitake shitake pussycat pusycat'.split(
      ' ',
    ),
  ],
  ...englishRecommendedTransformers,
});

// Of the lists: what is an animal, a tool, an egg, a shell or a name as well.
const innocent = new Set([
  'concha',
  'martillo',
  'infierno',
  'heroina',
  'trio',
  'asesinato',
  'drogas',
  'jajko',
  'jajco',
  'فرج',
  'مص',
  'maciza',
  'orina',
  'pedo',
  'duperele',
  'pinche',
  'pis',
]);
const mild = new Set(
  [
    'asno bastardo caca culo idiota imbecil maldito nazi pervertido pezon prostituta racista semen sexo sadico vulva chupada chupeton esperma burdel cipa cyc debil dupa dupek dziwka gowno rzygac sraczka srac suka syf pierdziec pieprzyc ciota fiut kutas',
    'لعق لحس بز بزاز حلمة ثدي جماع مبادل خول احتلام شهوة شاذ خنثي عرص قضيب بيضان تمص',
  ].flatMap((line) => line.split(' ')),
);

type Phrases = { words: Set<string>; phrases: string[] };

const listed = [...es, ...pl, ...ar].map((entry) => wordsOf(undress(entry)).join(' '));
const strong = asPhrases(listed.filter((entry) => !mild.has(entry) && !innocent.has(entry)));
const soft = asPhrases([
  ...listed.filter((entry) => mild.has(entry)),
  // Of languages that Bunting does not speak yet: a reader looks; short words are words of other languages too.
  ...[...de, ...fr, ...ru, ...tr]
    .map((entry) => wordsOf(undress(entry)).join(' '))
    .filter(
      (entry) =>
        entry.length >= 5 &&
        !['bitte', 'nackt', 'folle', 'taşak', 'голый', 'какая разница', 'бугор'].includes(entry),
    ),
  ...'dick arse semen bastard hooker turd tits boobs spastic stupid idiot ugly loser fat dumb shut up hate die dead kill weirdo freak'.split(
    ' ',
  ),
  'no wonder nobody',
  'no wonder no one',
  'you suck',
  'u suck',
  'spadaj',
  'يا حمار',
  'يا كلب',
  ...'tonto tonta feo fea gordo gorda estupido estupida odio callate muerte pendejo cabron marica'.split(' '),
  ...'glupi glupia brzydki brzydka gruby gruba idiota kretyn nienawidze zamknij smierc'.split(' '),
  ...'غبي غبية قبيح قبيحة سمين حمار كلب اكرهك اخرس موت'.split(' '),
]);

function asPhrases(entries: readonly string[]): Phrases {
  return {
    words: new Set(entries.filter((entry) => entry !== '' && !entry.includes(' '))),
    phrases: entries.filter((entry) => entry.includes(' ')).map((entry) => ` ${entry} `),
  };
}

// Arabic writes "and", "the" and "by" on the word itself.
function holds(line: string, { words, phrases }: Phrases): boolean {
  return (
    line
      .split(' ')
      .some((word) => words.has(word) || words.has(word.replace(/^[وفبلك]?ال|^[وفي]ا?(?=\p{L}{3})/u, ''))) ||
    phrases.some((phrase) => line.includes(phrase))
  );
}

// The stems of words that are bent in many ways, where a list has one form.
const stems =
  / (?:(?:s|wy|za|po|u|w|roz|na|do|prze|od)?(?:kurw|kurv|pierdol|pierdal|jeban|jebie|jebac|jebi)|ch?uj(?:u|a|e|owy|nia|ek|em| )|ch?ujo|pizd|skurwy|skurwi|wypierd|put[ao]s? |hij[ou]e?put|putita|mierd|cabron|gilipoll|follar|foll[ae]te|pollas? |cojone|maricon|hdp |chinga(?:r|da|te)|pendej|zorra|vergas? |شرموط|قحب|منيوك|زاني|كسمك|كس امك|كس اختك|ابن الكلب|ابن الحرام)/;

// What is said to a child to hurt it, in no list of words.
const cruel = [
  /\b(?:kill (?:your|ur|him|her)self|kys|go (?:and )?die|(?:hope|wish) (?:you|u|he|she) dies?|should (?:die|be dead)|drop dead|i hate (?:you|u|him|her)\b|we hate (?:you|u|him|her)\b|hang (?:your|ur)self)/,
  /\b(?:no ?body|no one|noone) (?:\p{L}{1,10} )?(?:likes?|loves?|wants?|cares about) (?:you|u|him|her)\b/u,
  /\b(?:matate|suicidate|muerete|ojala te mueras|nadie te (?:quiere|soporta|aguanta)|te odio|te odiamos|das asco)\b/,
  /\b(?:zabij sie|powies sie|zdechnij|umrzyj|nikt cie nie (?:lubi|kocha|chce)|nienawidze cie)/,
  /(?:اقتل نفسك|انتحر|روح موت|لا احد يحبك|ما حدا بيحبك|محدش بيحبك|ماحد يحبك|انا اكرهك|نحن نكرهك)/,
  /\b(?:every ?(?:one|body)|they all|we all) hates? (?:you|u|him|her)\b|\b(?:i|we)(?:'ll|’ll| will| wanna| want to| am going to| are going to| gonna) (?:kill|murder) (?:you|u|him|her)\b|\b(?:te voy a matar|te matare|zabij[ei] cie)\b|(?<!\p{L})(?:ساقتلك|بقتلك|راح اقتلك|سنقتلك)/u,
  /\bno ?(?:one|body) (?:will|would|wants to|is going to|is gonna) (?:ever )?come to your\b|\bnadie (?:va a ir|ira|va a venir|vendra) a tu\b|\bnikt nie przyjdzie (?:na|do) (?:twoj|ciebie)|لن ياتي احد/,
  // With a star for a letter.
  /\b(?:f[*#]{1,3}(?:k|ck)|sh?[*#]{1,2}t\b|b[*#]{1,4}ch\b|c[*#]nt|k[*#]r[wv]|ch[*#]j|p[*#]ta\b|m[*#]erda)/,
  /\b(?:phuck|phuk|biatch|fck|fcuk)/,
];

// "You are …"; comfort says it too: "Let nobody tell you that you are …".
const callsNames = [
  /\b(?:you|u|he|she|ur|you're|youre|you’re)(?: are| r|'s| is)? (?:so |such |just )?(?:an? )?(?:ugly|fat|stupid|dumb|worthless|retard|retarded|loser|idiot|freak|pathetic|disgusting|weirdo|moron)\b/,
  /\b(?:eres|sos) (?:muy |tan |un |una |mas )*(?:feo|fea|gordo|gorda|tonto|tonta|estupid[oa]|idiota|imbecil|retrasad[oa]|asqueros[oa]|basura|perdedor)\b/,
  /\bjestes (?:taki |taka |bardzo )*(?:brzydk|grub|glupi|idiot|debil|smiec|kretyn|nikim|zerem)/,
  /(?:انت|انتي) (?:غبي|قبيح|سمين|حمار|كلب|فاشل|مقرف|بشع)/,
];
const denies =
  /\b(?:not|never|nobody|no ?one|any ?one|any ?body|dont|don't|don’t|isnt|nunca|nadie|nie|nigdy|nikt)\b|(?<!\p{L})(?:لا|ليس|لست)(?!\p{L})/u;

const rudeSigns = /[🖕🍆🍑🔞💩💀🔪🔫☠]/u;
