// Where a child is: an address that is given, and one that is asked for. The first danger on a wall.

type Place = 'address' | 'maybe_address' | 'asks' | 'curious' | 'meets';

/** What of it stands in a text; `plain` is the text without its dress. */
export function findPlace(text: string, plain: string): Place[] {
  const found: Place[] = [];
  if (given.some((pattern) => pattern.test(plain)) || postcodes.some((pattern) => pattern.test(text)))
    found.push('address');
  else if (maybeGiven.some((pattern) => pattern.test(plain)) || maybePostcodes.some((one) => one.test(text)))
    found.push('maybe_address');
  if (asked.some((pattern) => pattern.test(plain))) found.push('asks');
  else if (curious.some((pattern) => pattern.test(plain))) found.push('curious');
  if (meets.some((pattern) => pattern.test(plain))) found.push('meets');
  return found;
}

// A word of a street's name; not one that makes a sentence of it ("7 kittens on the way").
const part = String.raw`(?!(?:the|on|in|my|your|our|a|an|to|of|is|and|by|for|at|all|from|it|that|years?)\b)[\p{L}'’.-]{1,25}\s`;
const clearStreet = 'street|road|avenue|lane|boulevard|blvd|crescent|terrace|mews|rd|ave';
const maybeStreet = 'drive|close|court|square|way|highway|gardens|grove|row|place|st|dr|ln|sq|pl|ct';

const given = [
  new RegExp(String.raw`(?<!\d)\d{1,5}[a-z]?,?\s(?:${part}){1,3}(?:${clearStreet})\b`, 'u'),
  /\b(?:calle|c\/|avenida|avda|av\.|paseo|carrer|carretera)\s?(?:[\p{L}.]{1,25},?\s){1,4}(?:n[uo.º°]{0,3}(?:mero)?\s?|,\s?)?\d{1,4}/u,
  /(?<!\p{L})(?:ul\.?|ulica|ulicy|al\.|aleja|alei|alejach|os\.|osiedle|osiedlu|plac|placu)\s(?:[\p{L}.]{1,25},?\s){1,4}\d{1,4}/u,
  /\p{L}{3,25}(?:strasse|str\.|gasse|weg|allee|straat|laan)\s?\d{1,4}(?!\d)/u,
  /(?<!\d)\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|allee|chemin|impasse|quai)\s\p{L}/u,
  /\b(?:rua|travessa|via|viale|piazza)\s(?:[\p{L}.]{1,25},?\s){1,4}(?:n[uo.º°]{0,3}\s?|,\s?)?\d{1,4}/u,
  /(?<!\p{L})(?:ул\.?|улица|улице|проспект|переулок)\s(?:[\p{L}.]{1,25}\s?,?\s?){1,3}\d{1,4}/u,
  /(?:شارع|زنقة|زنقه)\s(?:\p{L}{1,25}\s){1,4}(?:رقم\s)?\d{1,4}/u,
  /\bp\.?\s?o\.?\s?box\s?\d|\bapartado (?:de correos )?\d|\bskrytka (?:pocztowa )?\d|صندوق بريد\s?\d/u,
  /\b(?:my|our|his|her|their) (?:home )?(?:address|postcode|zip code) (?:is|:)|\b(?:mi|su|nuestra) direccion (?:es|:)|\b(?:moj|nasz|jego|jej) adres (?:to|jest|:)|(?:عنواني|عنواننا|عنوانه|عنوانها) (?:هو|:|في)/,
];

const maybeGiven = [
  // The bare word, in whatever sentence: a reader looks.
  /\b(?:address|adress|adres|adresu|addy|direccion|domicilio|surname|last name|apellidos?|nazwisko|ubicacion)\b|\b(?:your|ur|tu|twoj|swoj) (?:number|numero|numer|telefon|telefono|phone)\b|\b(?:skad dokladnie|(?:de )?que colegio|ktora szkola)\b|عنوان/,
  new RegExp(String.raw`(?<!\d)\d{1,5}[a-z]?,?\s(?:${part}){1,2}(?:${maybeStreet})\b`, 'u'),
  /\b(?:flat|apartment|apt|house|piso|portal|mieszkanie|mieszkania|dom|lok)\.?\s(?:no\.?\s|number\s|nr\.?\s|numero\s)?\d{1,4}\b/,
  /\b(?:i|we|he|she|they) lives? (?:at|next to|behind)\b|\bgoes to \p{L}{2,20} (?:school|primary|elementary|academy)\b/u,
  /\b(?:vivo|vivimos|vive) (?:en la calle|cerca de|al lado de)\b|\b(?:mieszkam|mieszkamy|mieszka) (?:(?:na ulicy|przy|obok|kolo)\b|na (?:\p{L}{2,20} ){1,2}\d)/u,
  /(?:اسكن|نسكن|يسكن|تسكن) (?:في شارع|في حي|بجانب|قرب)|(?<!\p{L})(?:شارع|عمارة|عماره|شقة|شقه) \p{L}/u,
];

// By the text as it was typed: capitals tell a postcode from words.
const postcodes = [
  // United Kingdom, by the letters that its second half may have; Canada; Poland with its town.
  /(?<![\p{L}\d])[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![\p{L}\d])/u,
  /(?<![\p{L}\d])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\p{L}\d])/u,
  /(?<![\d-])\d{2}-\d{3},? \p{Lu}\p{Ll}/u,
  /\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b/,
];

const maybePostcodes = [
  /(?<![\d-])\d{2}-\d{3}(?![\d-])/,
  /(?<![\d.,])\d{5},? \p{Lu}\p{Ll}{2}/u,
  /(?<!\d)\d{4} ?[A-Z]{2}(?![\p{L}\d])/u,
];

const yours = '(?:your|ur|ya|his|her|the|their|a|an|childs?|kids?|boys?|girls?)';
const address = 'ad{1,2}res{0,2}|addy';
const asked = [
  new RegExp(
    String.raw`\b(?:what|whats|what's|what’s|wat|wats|wut|wuts|where|wheres)\s?(?:is|are|s)?\s${yours}\s(?:(?!favou?rite|lucky|dream)\p{L}{1,12}\s){0,2}(?:${address}|school|surname|last name|family name|full name|postcode|zip|phone|number|house|home|street|location)\b`,
    'u',
  ),
  /\bwhere (?:(?:do|did|r|are) (?:\p{L}{1,20}\s){0,2}(?:you|u|ya|yall|they)\b|(?:do|does|did|is) (?:he|she|the (?:child|kid|boy|girl|family)|your|ur|this)\b|(?:u|you)\b)(?:\s\p{L}{1,20}){0,2}\s(?:live|stay|from exactly|go to school|staying|living)\b|\bwhere (?:you|u) (?:live|at)\b/u,
  /\b(?:which|what) (?:school|street|town|village|class|nursery) (?:do|does|is|are|you|u|he|she)\b/,
  new RegExp(
    String.raw`\b(?:send|show|give|tell|text|dm|share|post|need|want|have|get|know)\s(?:(?:me|us|to have|to know|to get)\s)?(?:${yours}|some)?\s?(?:\p{L}{1,12}\s){0,1}(?:${address}|phone number|phone|surname|last name|(?:photos?|pics?|pictures?|selfies?)(?!\s(?:of|from)\s(?:(?:the|your|ur)\s)?(?:cakes?|candles|balloons|presents|decorations)\b)|location|postcode)\b`,
    'u',
  ),
  /\b(?:cual es|dime|dame|pasame|mandame|enviame|mandanos|envianos|necesito|quiero|me das|nos das) (?:tu|su|la|el|una?)\s?(?:\p{L}{1,12}\s)?(?:direccion|apellidos?|colegio|escuela|cole|telefono|numero|foto|fotos|ubicacion|codigo postal)\b/u,
  /\b(?:manda|envia|pasa|ensena|sube)(?:me|nos)? (?:una |tu |tus |su )?(?:foto|fotos|direccion|ubicacion)\b/,
  /\b(?:donde|en que (?:calle|colegio|escuela|barrio|ciudad|pueblo|cole)) (?:vives?|viven|vivis|estudias?|vas|va|esta|queda|naciste)\b|\bde que (?:colegio|escuela|cole) (?:eres|es|sos)\b|\bcomo se llama (?:tu|su) (?:colegio|escuela|cole|calle|barrio)\b|\ba que (?:colegio|escuela|cole) (?:vas|va)\b|\bcomo te apellidas\b|\ba donde (?:te |os |le )?(?:mando|envio|mandamos|enviamos)\b/,
  /\bgdzie (?:ty |on |ona )?(?:mieszkasz?|mieszkacie|chodzisz|chodzi do szkoly)\b|\b(?:na jakiej ulicy|do (?:jakiej|ktorej) szkoly|w jakim miescie|jak masz na nazwisko|jak (?:on|ona) ma na nazwisko)\b|\b(?:jaka jest|jak (?:sie )?nazywa(?: sie)?) (?:twoja|wasza|jego|jej) (?:szkola|ulica|klasa)\b/,
  /\b(?:jaki|jakie|podaj|daj|wyslij|przyslij|pokaz|napisz|potrzebuje)(?: jest)?(?: mi| nam)?(?: twoj| wasz| swoj| swoje| twoje| jego| jej| jakies)? (?:adres|numer|telefon|nazwisko|zdjecie|zdjecia|fotke|fote|foto)\b/,
  /(?:اين|وين|فين|فاين) (?:انت |هو |هي |تقع |توجد )?(?:تسكن|تسكنين|يسكن|تعيش|تعيشين|يعيش|ساكن|ساكنة|ساكنه|عايش|بيتك|بيتكم|مدرستك|منزلك)/,
  /(?:ما|ماهو|ما هو|شو|ايش|ايه|اعطني|اعطيني|ارسل|ارسلي|ارسل لي|ارسلي لي|ابعث|ابعت|ابعتلي|ابعثلي|هات|اريد|ممكن|وريني) (?:لي |لنا |اسم |رقم |هو |صورة من )?(?:عنوانك|عنوانكم|عنوانه|عنوانها|العنوان|عنوان|مدرستك|مدرستكم|مدرسته|عائلتك|رقمك|هاتفك|تلفونك|صورتك|صورك|صورة|صوره|موقعك)/,
  /(?:في|الى|باي|في اي) ?(?:اي )?مدرس[ةه] (?:انت|تدرس|تدرسين|يدرس)|اي مدرس[ةه]|ما (?:هي )?كنيتك|ما لقبك/,
];

const curious = [
  /\bhow old (?:are|r) (?:you|u)\b|\bcuantos anos tienes?\b|\bile masz lat\b|كم عمرك|\bwhere are you from\b|\bde donde eres\b|\bskad jestes\b|من اين انت/,
  /\b(?:what|which) (?:city|town|state|country) (?:are|is|r) (?:you|u|he|she)\b|\bz jakiego (?:miasta|kraju) (?:jestes|jest)\b|\bde que (?:ciudad|pueblo|pais) (?:eres|es|sos)\b|من اي (?:مدينة|بلد) (?:انت|هو|هي)/,
  /\bwhere (?:do|does) (?:\p{L}{1,20}\s){1,3}live\b|^\s*(?:what|which) school\b/u,
];

// Who wants to meet a child, or to share a secret with it, may mean well: a reader looks.
const meets = [
  /\b(?:can|could|shall|should|may|when|where) (?:we|i|you|u) (?:all )?meet\b|\b(?:let us|lets|let's|let’s|want to|wanna) meet\b|\bmeet (?:me|up)\b|\bcome (?:over )?to my (?:house|home|place|room|flat|car)\b/,
  /\b(?:do not|dont|don't|don’t|never) tell (?:your|ur|any ?(?:one|body)|mum|mom|dad|them)\b|\b(?:our|a|little|keep it|keep this) secret\b/,
  /\b(?:podemos (?:vernos|quedar|conocernos)|nos vemos en (?!la fiesta)|ven a mi (?:casa|cuarto)|no (?:se )?lo (?:digas|cuentes)|no le (?:digas|cuentes)|(?:nuestro|un) secreto)\b/,
  /\b(?:spotkajmy sie|spotkamy sie|mozemy sie spotkac|przyjdz do mnie|nie mow (?:nikomu|mamie|tacie|rodzicom)|nasz sekret|nasza tajemnica|to (?:sekret|tajemnica))\b/,
  /(?<!\p{L})(?:نلتقي|نتقابل|قابلني|قابليني|تعالي? (?:الى |ع |على )?بيتي|لا تخبري? (?:احد|امك|ابوك|اباك|ماما|بابا)|لا تقولي? ل|سر بيننا|سرنا)(?!\p{L})/u,
];
