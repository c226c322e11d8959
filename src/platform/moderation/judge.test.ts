import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../test/scaled.ts';
import { judgeText, longest } from './judge.ts';
import { judgements, type Reason } from './reasons.ts';

const everywhere = ['en', 'es', 'pl', 'ar'] as const;
const judge = (text: string, name = '') => judgeText(text, { name, languages: everywhere });

describe('a card that is clearly kind', () => {
  it.each([
    'I am 7 too',
    'Happy 7th birthday 🎂',
    'Happy birthday from all of us in Brazil 🇧🇷',
    '3 kittens are on the way to you',
    'We have 12 chickens, 3 dogs and 1 cat. They all say hello',
    'I was born on 12/12/2019 too',
    'In 2026 you turn 7, in 2027 you turn 8',
    'You have 8,300,000 friends now',
    '1000000 hugs from Kenya',
    'Party at 15:30, I would love to come',
    'Greetings from Scunthorpe, Essex and Penistone',
    'Love from Middlesex and from Sussex',
    'My class sings assassins and passengers. Just kidding, we sing for you',
    'My grandma makes the best cocktail of fruit juice',
    'Yaaaaay happy birthday',
    'ha ha ha ha, my dog ate the cake',
    'I saw you on TikTok and I think you are great',
    'Happy birthday.Love from Ana',
    'You are a star ⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐',
    '🎂🎉🎈',
    '👨‍👩‍👧‍👦❤️',
    'We all want to be your friends. Nobody is alone',
    'I live in Peru and I like dinosaurs',
    'I live on a farm with 12 cows',
    'What is your favourite number? Mine is 7',
    'I saw you on TikTok. You are great',
    'All of you look like superheroes',
    'Roses are red, violets are blue, sugar is sweet and so are you',
    'I have the same name as your street cat',
    'Feliz cumpleaños, campeón. Eres genial',
    'Muchas felicidades en tu séptimo cumpleaños, con mucho amor desde Perú',
    'Tengo 7 años y me gustan los dinosaurios',
    'Ojalá pudiera ir a tu fiesta',
    'Wszystkiego najlepszego z okazji 7 urodzin',
    'Sto lat, sto lat, niech żyje żyje nam',
    'Zażółć gęślą jaźń',
    'Mam 8 lat i kota, który nazywa się Puszek',
    'كل عام وأنت بخير يا بطل',
    'عيد ميلاد سعيد من مصر، نحن نحبك كثيرا',
    'عمري ٧ سنوات وأحب الديناصورات',
    'Where do penguins dance?',
    'Shiitake mushrooms are my favourite',
    'pussycat pussycat where have you been',
    'Send photos of the cake, it must be huge',
    'Nice to meet you, I am Ana',
    'I wish I could come to your party',
    'We will beat you at chess one day',
    'Mam 12 kotów i 3 psy',
    'ما لونك المفضل؟',
    'هل تحب المدرسة؟ أنا أحب الرسم',
    'Roses are red,\nviolets are blue,\n\nsugar is sweet\nand so are you.\n\nLove\nAna',
    'كُلُّ عَامٍ وَأَنْتَ بِخَيْرٍ',
    'كل عام وأنت بخير يا صديقي، نتمنى لك يوما جميلا مليئا بالفرح. '.repeat(4).trim(),
    'Alles Gute zum Geburtstag aus Berlin',
    'Joyeux anniversaire de Paris',
    'Doğum günün kutlu olsun',
    'Chúc mừng sinh nhật',
    '',
  ])('shows: %s', (text) => {
    expect(judge(text)).toMatchObject({ verdict: 'fine', reasons: [] });
  });

  it.each(['Dick', 'Fanny', 'Ali', 'ليلى', 'Zoë', 'Łucja', 'Nuñez', 'Grandma Essex'])('by %s', (name) => {
    expect(judge('Happy birthday', name).verdict).toBe(name === 'Dick' ? 'doubtful' : 'fine');
  });
});

describe('a card that waits for a reader', () => {
  it.each<[string, Reason]>([
    ['生日快乐', 'foreign'],
    ['С днём рождения', 'foreign'],
    ['יום הולדת שמח', 'foreign'],
    ['@#$%^&*()', 'script'],
    ['Нappy birthday', 'script'],
    ['𝓗𝓪𝓹𝓹𝔂 birthday', 'script'],
    ['H a p p y birthday', 'script'],
    ['e x a m p l e . c o m', 'script'],
    ['aaaaaaaaaaaaaaaaaaaaa', 'repetition'],
    ['cake cake cake cake cake cake cake cake cake', 'repetition'],
    ['a\n\n\n\n\nb', 'repetition'],
    ['ab\n'.repeat(17), 'repetition'],
    ['I am 12345', 'digits'],
    ['1 2 3 4 5 6 7', 'digits'],
    ['nice.es', 'maybe_link'],
    ['follow me for more', 'maybe_link'],
    ['sígueme', 'maybe_link'],
    ['dodaj mnie', 'maybe_link'],
    ['تابعني هنا', 'maybe_link'],
    ['we are in flat 12', 'maybe_address'],
    ['00-950', 'maybe_address'],
    ['شارع النصر', 'maybe_address'],
    ['how old are you', 'curious'],
    ['¿Cuántos años tienes?', 'curious'],
    ['Ile masz lat?', 'curious'],
    ['كم عمرك؟', 'curious'],
    ['that is so stupid', 'rude'],
    ['never let anybody tell you that you are stupid', 'rude'],
    ['you are not ugly, you are beautiful', 'rude'],
    ['address please', 'maybe_address'],
    ['¿tu dirección?', 'maybe_address'],
    ['adres?', 'maybe_address'],
    ['عنوانك؟', 'maybe_address'],
    ['snap coolkid', 'maybe_link'],
    ['you suck', 'rude'],
    ['🖕', 'rude'],
    ['qué tonto', 'rude'],
    ['where do dinosaurs live', 'curious'],
    ['what city are you in', 'curious'],
    ['z jakiego miasta jesteś', 'curious'],
    ['which school', 'curious'],
    ['mieszkam na Długiej 5', 'maybe_address'],
    ['telegram me', 'maybe_link'],
    ['سناب نجم', 'maybe_link'],
    ['kid@mail', 'maybe_link'],
    ['can we meet', 'meets'],
    ['meet me at the park', 'meets'],
    ['come to my house', 'meets'],
    ['don’t tell your mom', 'meets'],
    ['it is our secret', 'meets'],
    ['¿podemos vernos?', 'meets'],
    ['no se lo digas a nadie', 'meets'],
    ['spotkajmy się', 'meets'],
    ['nie mów mamie', 'meets'],
    ['هل نلتقي؟', 'meets'],
    ['لا تخبر أمك', 'meets'],
    ['no wonder nobody came', 'rude'],
    ['ale głupi', 'rude'],
    ['غبي', 'rude'],
    ['Scheiße', 'rude'],
  ])('%s: %s', (text, reason) => {
    const { verdict, reasons } = judge(text);
    expect(reasons, text).toContain(reason);
    expect(verdict, text).toBe('doubtful');
  });

  it('in Arabic, where nobody said that they read it', () => {
    expect(judgeText('كل عام وأنت بخير', { languages: ['en'] }).reasons).toEqual(['foreign']);
  });
});

describe('a card that is refused', () => {
  it.each<[string, Reason]>([
    ['x'.repeat(longest + 1), 'too_long'],
    ['👨‍👩‍👧‍👦'.repeat(longest + 1), 'too_long'],
    ['H̶̢̛̺͓̲a̷̡̧̛͓̲p̶̢̛̺͓̲p̷̡̧̛͓̲y̶̢̛̺͓̲', 'tangled'],
    ['hap\u200bpy', 'tangled'],
    ['\u202eyadhtrib yppah', 'tangled'],
    ['see https://example.org/x', 'link'],
    ['see hxxp://x', 'link'],
    ['www.example.org', 'link'],
    ['look at example.com', 'link'],
    ['look at example . com', 'link'],
    ['example dot com', 'link'],
    ['example d0t com', 'link'],
    ['example[.]com', 'link'],
    ['example。com', 'link'],
    ['example｡com', 'link'],
    ['discord gg/party', 'link'],
    ['سناب: نجم', 'link'],
    ['example (dot) com', 'link'],
    ['ejemplo punto com', 'link'],
    ['przyklad kropka com', 'link'],
    ['ｅｘａｍｐｌｅ．ｃｏｍ', 'link'],
    ['еxаmрlе.com', 'link'],
    ['t.me/somebody', 'link'],
    ['find me @cool_kid', 'link'],
    ['insta: coolkid', 'link'],
    ['my snapchat name is coolkid', 'link'],
    ['discord = kid', 'link'],
    ['ig cool_kid99', 'link'],
    ['write to kid@example.org', 'mail'],
    ['write to kid at example dot org', 'mail'],
    ['kid (at) example.org', 'mail'],
    ['kid @ example.org', 'mail'],
    ['nino arroba ejemplo punto com', 'mail'],
    ['dzieciak małpa przyklad kropka pl', 'mail'],
    ['call 07700 900123', 'phone'],
    ['+48 600 123 456', 'phone'],
    ['0 7 7 0 0 9 0 0 1 2 3', 'phone'],
    ['0-7-7-0-0-9-0-0-1-2-3', 'phone'],
    ['0🎈7🎈7🎈0🎈0🎈9🎈0', 'phone'],
    ['O77OO 9OO l23', 'phone'],
    ['zero seven seven zero zero nine zero', 'phone'],
    ['seis cero cero uno dos tres cuatro cinco', 'phone'],
    ['sześć zero zero jeden dwa trzy cztery', 'phone'],
    ['صفر خمسة خمسة واحد اثنان ثلاثة أربعة', 'phone'],
    ['٠٥٥١٢٣٤٥٦٧', 'phone'],
    ['۰۹۱۲۳۴۵۶۷۸', 'phone'],
    ['0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣', 'phone'],
    ['⓪⑦⑦⓪⓪⑨⓪', 'phone'],
    ['❼❸❶❺❻❼❽', 'phone'],
    ['٠seven7 zero 0 nine 0', 'phone'],
    ['call 12345', 'phone'],
    ['0 and 7 and 7 and 0 and 0 and 9 and 0', 'phone'],
    ['oh double seven double oh nine one', 'phone'],
    ['constructor 07700900123', 'phone'],
    ['seis y cero y cero y uno y dos y tres y nueve', 'phone'],
    ['we are at 12 Maple Street', 'address'],
    ['12a Old Mill Road', 'address'],
    ['SW1A 1AA', 'address'],
    ['Austin, TX 78701', 'address'],
    ['Calle Mayor 12', 'address'],
    ['Avenida de la Paz, 3', 'address'],
    ['ul. Długa 5', 'address'],
    ['00-950 Warszawa', 'address'],
    ['Hauptstraße 12', 'address'],
    ['12 rue de la Paix', 'address'],
    ['شارع النصر رقم ١٢', 'address'],
    ['my address is the blue house', 'address'],
    ['mi dirección es la casa azul', 'address'],
    ['mój adres to niebieski dom', 'address'],
    ['عنواني هو البيت الأزرق', 'address'],
    ['What is your address?', 'asks'],
    ['whats ur addy', 'asks'],
    ['ｗｈａｔ ｉｓ ｙｏｕｒ ａｄｄｒｅｓｓ', 'asks'],
    ['What is your a d d r e s s', 'asks'],
    ['Whаt is уour аddress', 'asks'],
    ['Where do you live?', 'asks'],
    ['which school do you go to', 'asks'],
    ['please send me your photo', 'asks'],
    ['what is his last name', 'asks'],
    ['can we have your address to send a present', 'asks'],
    ['¿Cuál es tu dirección?', 'asks'],
    ['¿Dónde vives?', 'asks'],
    ['mándame una foto', 'asks'],
    ['¿a qué colegio vas?', 'asks'],
    ['¿cómo te apellidas?', 'asks'],
    ['Gdzie mieszkasz?', 'asks'],
    ['podaj adres', 'asks'],
    ['wat is your addres', 'asks'],
    ['where do you guys live', 'asks'],
    ['where does she live', 'asks'],
    ['send photos of you', 'asks'],
    ['de qué escuela eres', 'asks'],
    ['cómo se llama tu colegio', 'asks'],
    ['jak nazywa się twoja szkoła', 'asks'],
    ['أين تقع مدرستك', 'asks'],
    ['do jakiej szkoły chodzisz', 'asks'],
    ['jaki jest twój adres', 'asks'],
    ['wyślij swoje zdjęcie', 'asks'],
    ['أين تسكن؟', 'asks'],
    ['ما عنوانك', 'asks'],
    ['وين ساكن', 'asks'],
    ['أرسل لي صورتك', 'asks'],
    ['ما اسم مدرستك', 'asks'],
    ['في أي مدرسة أنت', 'asks'],
    ['fuck you', 'hurtful'],
    ['f.u.c.k', 'hurtful'],
    ['f u c k', 'hurtful'],
    ['fυck', 'hurtful'],
    ['fuuuuck', 'hurtful'],
    ['sh1t', 'hurtful'],
    ['b!tch', 'hurtful'],
    ['kill yourself', 'hurtful'],
    ['I will kill you', 'hurtful'],
    ['te voy a matar', 'hurtful'],
    ['zabiję cię', 'hurtful'],
    ['سأقتلك', 'hurtful'],
    ['everyone hates you', 'hurtful'],
    ['no one will come to your party', 'hurtful'],
    ['nikt nie przyjdzie na twoje urodziny', 'hurtful'],
    ['f**k', 'hurtful'],
    ['sh*t', 'hurtful'],
    ['k*rwa', 'hurtful'],
    ['ch*j', 'hurtful'],
    ['hijueputa', 'hurtful'],
    ['KYS', 'hurtful'],
    ['nobody likes you', 'hurtful'],
    ['you are ugly', 'hurtful'],
    ['hijo de puta', 'hurtful'],
    ['m i e r d a', 'hurtful'],
    ['eres un tonto', 'hurtful'],
    ['nadie te quiere', 'hurtful'],
    ['kurwa', 'hurtful'],
    ['k.u.r.w.a', 'hurtful'],
    ['kurrrwa', 'hurtful'],
    ['phuck', 'hurtful'],
    ['spierdalaj', 'hurtful'],
    ['nikt cię nie lubi', 'hurtful'],
    ['jesteś głupi', 'hurtful'],
    ['شرموطة', 'hurtful'],
    ['ش ر م و ط ة', 'hurtful'],
    ['لا أحد يحبك', 'hurtful'],
    ['أنت غبي', 'hurtful'],
  ])('%s: %s', (text, reason) => {
    const { verdict, reasons } = judge(text);
    expect(reasons, text).toContain(reason);
    expect(verdict, text).toBe('refused');
  });

  it.each<[string, Reason]>([
    ['fuck', 'hurtful'],
    ['07700900123', 'phone'],
    ['@coolkid', 'link'],
  ])('for the name below it too: %s', (name, reason) => {
    expect(judge('Happy birthday', name).reasons).toContain(reason);
  });
});

describe('texts that are alike', () => {
  it.each([
    ['Happy birthday', 'HAPPY BIRTHDAY!!! 🎂🎉'],
    ['Happy birthday', 'happy   birthday…'],
    ['Feliz cumpleaños', '¡Feliz cumpleaños!'],
    ['كل عام', 'كل عام 🎈'],
  ])('are one heap: %s, %s', (one, other) => {
    expect(judge(other).canonical).toBe(judge(one).canonical);
  });

  it.each([
    ['Happy birthday', 'Happy birthday 🖕'],
    ['año', 'ano'],
    ['the rapist', 'therapist'],
    ['🎂', '🎉'],
  ])('and others are not: %s, %s', (one, other) => {
    expect(judge(other).canonical).not.toBe(judge(one).canonical);
  });
});

describe('the language of a card', () => {
  it.each([
    ['Happy birthday to you', 'en'],
    ['Feliz cumpleaños', 'es'],
    ['Sto lat', 'pl'],
    ['كل عام وأنت بخير', 'ar'],
    ['تولدت مبارک', null],
    ['生日快乐', null],
    ['🎂', null],
    ['Tillykke', null],
  ])('of %s is %s', (text, language) => {
    expect(judge(text).language).toBe(language);
  });
});

describe('whatever anybody writes', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          'a',
          '1',
          '.',
          ' ',
          '@',
          'dot',
          'ة',
          'я',
          '\u0301',
          '\u200d',
          '🎂',
          'street',
          '٧',
          '\n',
          '-',
        ),
        {
          maxLength: 280,
        },
      )
      .map((parts) => parts.join('')),
  );

  it('is judged, always by the table, and the same again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { verdict, reasons, canonical } = judge(text);
        const refused = reasons.some((reason) => judgements[reason].verdict === 'refused');
        expect(verdict).toBe(reasons.length === 0 ? 'fine' : refused ? 'refused' : 'doubtful');
        expect(judge(text).canonical).toBe(canonical);
      }),
      { numRuns: scaled(1000) },
    );
  });

  it.each([
    'a'.repeat(10_000),
    '1 '.repeat(5000),
    'a.'.repeat(5000),
    '@'.repeat(10_000),
    'a '.repeat(1600),
    '12 a b '.repeat(480),
    'street '.repeat(480),
    'what is your '.repeat(250),
    '\u0301'.repeat(3000),
    'a\u0301\u0301\u0301\u0301'.repeat(279),
    '👨‍👩‍👧‍👦'.repeat(279),
    'x@'.repeat(139),
    'calle a b c d '.repeat(20),
    'nobody '.repeat(40),
    'you are so such just a '.repeat(12),
    '1 2 '.repeat(69),
    'a. b. c. '.repeat(31),
    `${' '.repeat(139)}.${' '.repeat(139)}`,
  ])('and never takes long: %#', (text) => {
    judge(text);
    const times = Array.from({ length: 9 }, () => {
      const before = performance.now();
      judge(text);
      return performance.now() - before;
    });
    // The median of a shared machine; a pattern that runs away takes seconds.
    expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(10);
  });

  // V8 compiles a pattern when it first meets a text of its kind; one of ours took it ten seconds, in which nobody else was
  // answered. So this is a process of its own.
  it.each(['Happy birthday 🎂', 'كل عام وأنت بخير', 'H a p p y day'])(
    'is judged in no time also by a process that has judged nothing before: %s',
    async (text) => {
      const program = `
        const { judgeText } = await import(${JSON.stringify(new URL('judge.ts', import.meta.url))});
        const before = performance.now();
        judgeText(${JSON.stringify(text)});
        console.log(performance.now() - before);`;
      const run = promisify(execFile);
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
      expect(Number(stdout)).toBeLessThan(2000);
    },
    30_000,
  );
});
