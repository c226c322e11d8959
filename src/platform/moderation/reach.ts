// What would let a stranger reach a child, or lead one elsewhere: links, handles, mail addresses, telephone numbers. All
// patterns are bounded: none takes longer than its text is long.

type Reach = 'link' | 'maybe_link' | 'mail' | 'phone' | 'digits';

/** What of it stands in a text; `plain` is the text without its dress. */
export function findReach(text: string, plain: string): Reach[] {
  const found = new Set<Reach>();
  if (mail.test(plain)) found.add('mail');
  const rest = plain.replace(mailLike, ' ');
  if (links.some((pattern) => pattern.test(rest))) found.add('link');
  else if (maybeLinks.some((pattern) => pattern.test(rest)) || strayDomain.test(text))
    found.add('maybe_link');
  const number = findNumber(plain);
  if (number) found.add(number);
  return [...found];
}

const dot = String.raw`(?:\.|[([{]\s?(?:\.|d[o0]t|punto|kropka|نقطة|نقطه)\s?[)\]}]|\s(?:d[o0]t|punto|kropka|نقطة|نقطه)\s|\s\.\s?)`;
const spelledDot = String.raw`\s(?:d[o0]t|punto|kropka|نقطة|نقطه)\s`;
const at = String.raw`(?:\s?@|\s?[([{]\s?(?:at|arroba|malpa|@)\s?[)\]}])`;
const spelledAt = String.raw`\s(?:at|arroba|malpa)\s`;
const ends =
  'com|net|org|info|biz|io|co|app|gg|tv|ly|xyz|club|shop|online|site|link|live|dev|ru|cn|uk|eu|ai|chat|fun|store|tk|ml';
// Ends of domains that are words of some language too: a dot before them may be a full stop.
const wordEnds =
  'es|de|me|to|no|so|it|is|in|us|be|la|pl|fr|at|my|do|ch|br|mx|ar|cl|nl|se|love|page|world|family|party|gift|kids|one|life';

// "Look at this. It is new" is none: where "at" is a word, "dot" must be one too.
const mailLike = new RegExp(
  String.raw`[\w.+-]{1,64}(?:${at}\s?[\w-]{1,63}\s?${dot}|${spelledAt}[\w-]{1,63}${spelledDot})\s?[a-z]{2,12}`,
  'g',
);
const mail = new RegExp(mailLike.source);

const links = [
  /h[tx]{2}ps?\s?:\s?\/|:\/\/|\bwww\s?\.|\b[a-z0-9-]{1,63}\.[a-z]{2,12}\/[\w?]/,
  new RegExp(String.raw`[\p{L}\d-]{2,63}\s?${dot}\s?(?:${ends})(?![\p{L}\d])`, 'u'),
  new RegExp(
    String.raw`[\p{L}\d-]{2,63}[([{]?\s?(?:d[o0]t|punto|kropka)\s?[)\]}]?\s(?:${ends}|${wordEnds})(?![\p{L}\d])`,
    'u',
  ),
  // A handle; "@ 5 pm" is none.
  /(?<![\p{L}\p{N}@.])@[\p{L}\d_][\p{L}\d_.]{1,30}/u,
  /(?<!\p{L})(?:insta|instagram|ig|snap|snapchat|tik ?tok|whats ?app|telegram|discord|facebook|fb|messenger|kik|roblox|twitter|signal|wechat|skype|انستا|انستغرام|سناب|تيك ?توك|واتساب|تلغرام|فيسبوك)\s?(?:(?:user ?)?name|id|user|handle|nick|account|nazwa|usuario|cuenta|حساب)?\s?(?:is|es|to)?\s?[:=]\s?\S/u,
  // What invites to a server or a group begins so, with or without its dot.
  /(?<![\p{L}\d])(?:gg|ly)\s?\/\s?[\w-]{3,}/u,
  /\b(?:insta|instagram|ig|snap|snapchat)\s(?=[\w.]{0,30}\d)[\w.]{3,30}/,
  /\b(?:insta|instagram|ig|snap|snapchat|tik ?tok|telegram|discord|kik|roblox|fb|facebook)\s(?:(?:user ?)?name|id|user|handle|nick|account|usuario|cuenta|konto)\s?(?:is|es|to|:)?\s\S/,
];

const maybeLinks = [
  /\b(?:my|mi|moj|moja|add me on|find me on|text me on|message me on)\s(?:insta|instagram|ig|snap|snapchat|tik ?tok|whats ?app|telegram|discord|facebook|fb|kik|roblox|channel|canal|kanal)\b/,
  /\b(?:follow me|follow us|add me|dm me|text me|message me|call me on|write me|subscribe|sigueme|siguenos|agregame|escribeme|llamame|suscribete|dodaj mnie|napisz do mnie|zadzwon|zaobserwuj|subskrybuj)\b/,
  /\b(?:ig|insta|snap|snapchat)\s(?!and\b|to\b|the\b|was\b|so\b)[\w.]{3,30}|(?<![\p{L}\p{N}])@\s?[a-z]\w{2,30}|[a-z0-9],\s?(?:com|net|org)\b/u,
  /\b(?:telegram|whats ?app|discord|insta|snap|facebook|skype) (?:me|us)\b|[a-z\d]@[a-z\d]|(?<!\p{L})(?:سناب|انستا|انستغرام|تيك ?توك|تلغرام)\s\S/u,
  /(?:تابعني|تابعوني|اضفني|راسلني|كلمني على|اتصل بي|اشترك)/,
];

// By the text as it was typed: "day.Love from" is a slip of the finger, and a domain is written small.
const strayDomain = new RegExp(String.raw`[\p{L}\d-]{2,63}\.(?:${wordEnds})(?![\p{L}\d])`, 'u');

const spelled = new Map([
  ...[
    'zero one two three four five six seven eight nine',
    'cero uno dos tres cuatro cinco seis siete ocho nueve',
    'zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec',
    'صفر واحد اثنان ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة',
    'صفر واحد اثنين ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه',
    'زيرو وحدة تنين تلاتة اربع خمس ست سبع تمانية تسع',
  ].flatMap((line) => line.split(' ').map((word, digit): [string, string] => [word, String(digit)])),
  ...Object.entries({ oh: '0', o: '0', una: '1', jedna: '1', dwie: '2', nought: '0', nil: '0' }),
]);

/** Seven digits that stand together are a telephone number, however they are written; fewer may be part of one. */
function findNumber(plain: string): 'phone' | 'digits' | null {
  const innocent = plain
    // Days, hours, thousands, round numbers.
    .replace(
      /(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}:\d\d(?::\d\d)?)(?!\d)/g,
      ' | ',
    )
    .replace(/(?<!\d)\d{1,3}(?:[,.']\d{3}){0,3}[,.']000(?!\d)/g, ' | ')
    .replace(/(?<!\d)[1-9]\d?0{3,12}(?!\d)/g, ' | ');
  const asked =
    /\b(?:call|text|phone|tel|whats ?app|mobile|llama|llamame|telefono|movil|zadzwon|telefon|numer|sms)\b|اتصل|واتساب|رقم|هاتف|جوال/.test(
      plain,
    );
  let verdict: 'digits' | null = null;
  for (const run of runsOf(innocent)) {
    const counted = '01234567890123456789'.includes(run) || /^(\d)\1+$/.test(run);
    if (run.length >= 7 && !(counted && run.length <= 10)) return 'phone';
    if (run.length >= 5 && asked) return 'phone';
    if (run.length >= 5) verdict = 'digits';
  }
  return verdict;
}

// How often a digit is said by "double seven".
const times = new Map(Object.entries({ double: 2, doble: 2, triple: 3, treble: 3, podwojne: 2, دبل: 2 }));
const joining = new Set(['and', 'then', 'y', 'luego', 'i', 'oraz', 'potem', 'و', 'ثم']);

// Digits and words for digits with nothing but marks, or an "and", between them; what stands between two runs is a word.
function runsOf(text: string): string[] {
  const runs: string[] = [];
  let run = '';
  let last = 0;
  let again = 1;
  for (const match of text.matchAll(/\d[\dol]{0,40}|\p{L}{1,60}|\|/gu)) {
    const [word] = match;
    const gap = match.index - last;
    last = match.index + word.length;
    if (times.has(word) || (run !== '' && gap <= 8 && joining.has(word))) {
      again = times.get(word) ?? 1;
      continue;
    }
    const digits = /^\d/.test(word)
      ? word.replace(/o/g, '0').replace(/l/g, '1')
      : (spelled.get(word) ?? spelled.get(word.replace(/^و(?=\p{L}{3})/u, '')));
    if (digits === undefined || (run !== '' && gap > 8)) {
      if (run.length >= 5) runs.push(run);
      run = '';
    }
    if (digits !== undefined) run += digits.repeat(again);
    again = 1;
  }
  return run.length >= 5 ? [...runs, run] : runs;
}
