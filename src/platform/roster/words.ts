/** What a word of a header can mean. */
export type Sense =
  | 'child'
  | 'adult'
  | 'mother'
  | 'father'
  | 'tutor'
  | 'given'
  | 'given_kind'
  | 'family'
  | 'family_kind'
  | 'name'
  | 'mail'
  | 'phone'
  | 'street'
  | 'place'
  | 'class'
  | 'group'
  | 'id'
  | 'relation'
  | 'responsibility'
  | 'lives'
  | 'electronic'
  | 'legal'
  | 'home'
  | 'landline'
  | 'main'
  | 'second'
  | 'work'
  | 'preferred'
  | 'number'
  | 'filler';

// Words as `fold` leaves them, in English, German, French, Spanish, Dutch and Polish. A header is understood only
// when every word of it stands here: that is what keeps "emergency contact" and "class teacher's mail" out.
const words: Record<Sense, string> = {
  child: `child children childs kid kids pupil pupils student students learner scholar
    kind kinder kindes kindern schuler schulers schulern schulerin schulerinnen schueler schuelers schuelerin
    enfant enfants eleve eleves nino nina ninos alumno alumna alumnos alumnas hijo hija hijos estudiante estudiantes
    leerling leerlingen kinderen scholier dziecko dziecka dzieci uczen ucznia uczennica uczennicy uczniowie`,
  adult: `parent parents guardian guardians carer carers caregiver caregivers adult contact contacts
    eltern elternteil elternteils erziehungsberechtigte erziehungsberechtigter erziehungsberechtigten
    sorgeberechtigte sorgeberechtigter sorgeberechtigten kontakt kontakte kontaktperson ansprechpartner
    responsable responsables tuteur tutrice representant representante contacto contactos acudiente apoderado
    progenitor progenitora tutora tutores ouder ouders verzorger verzorgers voogd contactpersoon
    rodzic rodzica rodzice rodzicow opiekun opiekuna opiekunka opiekunki opiekunowie opiekunow`,
  mother: `mother mothers mum mums mom moms mama mutter mutti mere maman madre moeder matka matki mamy`,
  father: `father fathers dad dads papa vater vaters pere padre vader ojciec ojca tata taty`,
  tutor: `tutor`,
  given: `forename forenames firstname firstnames givenname givennames vorname vornamen rufname prenom prenoms
    voornaam voornamen roepnaam imie imiona imienia fname vor`,
  given_kind: `first given christian`,
  family: `surname surnames lastname lastnames familyname nachname nachnamen familienname familiennamen zuname
    apellido apellidos achternaam achternamen familienaam nazwisko nazwiska lname`,
  family_kind: `last family famille familie familia rodzina rodziny`,
  name: `name names namen naam nom noms nombre nombres`,
  mail: `mail mails email emails courriel courriels correo correos mejl emailaddress`,
  phone: `phone phones telephone telephon tel telefon telefone telefono telefonos telefonu telefony telefoon
    mobile mobil mobiltelefon mobiel cell cellular cellphone handy movil celular portable gsm komorka komorkowy
    komorkowego rufnummer sms telefonnummer mobilnummer handynummer telefoonnummer telnr`,
  street: `address addresses adresse adressen anschrift street strasse str rue calle domicilio direccion straat
    adres adresu ulica`,
  place: `city town postcode postleitzahl plz zip zipcode ort wohnort postal ville ciudad localidad plaats
    woonplaats miasto pocztowy hausnummer hausnr huisnummer`,
  class: `class classes classe classroom klasse klassen klas klasa klasy clase team form homeroom curso
    oddzial`,
  group: `grupo group groupe gruppe groep grupa`,
  id: `id ids identifier code kod`,
  relation: `relationship relation beziehung verwandtschaft verwandtschaftsverhaltnis verhaltnis lien parente
    parentesco relatie pokrewienstwo pokrewienstwa`,
  responsibility: `responsibility custody sorgerecht autorite potestad gezag wladza`,
  lives: `lives living lebt wohnt vit habite vive woont mieszka`,
  electronic: `electronico electronica electronique elektroniczny elektroniczna elektronische`,
  legal: `legal legale legaux prawny prawna prawnego`,
  home: `home house privat private domicile casa thuis domowy`,
  landline: `festnetz landline fixe fijo vast stacjonarny`,
  main: `main primary`,
  second: `second secondary alternative alternate other`,
  work: `work arbeit dienstlich geschaftlich travail trabajo werk praca`,
  preferred: `preferred usual usuel known chosen`,
  number: `number numbers nummer nummern nr no num numero numer`,
  filler: `of the a an and or to s as with e y i o z u und oder des der die das dem den im mit bei et ou de du la le les
    l d avec del el los las con al het van en of bij ze do dla r n in innen beim
    full complete combined completo completa complet volledige vollstandiger parental parentale patria ouderlijk
    rodzicielska stopien osoba kontaktowa kontaktowy`,
};

const dictionary = new Map(
  Object.entries(words).flatMap(([sense, list]) =>
    list
      .trim()
      .split(/\s+/u)
      .map((word) => [word, sense] as const),
  ),
);

/** The senses of a folded word; a German or Dutch compound is taken apart; null when the word is not known. */
export function senses(word: string): Sense[] | null {
  const sense = toSense(dictionary.get(word));
  if (sense !== null) return [sense];
  if (word.length > 40) return null;
  for (let at = word.length - 3; at >= 3; at -= 1) {
    const head = toSense(
      dictionary.get(word.slice(0, at)) ?? dictionary.get(word.slice(0, at).replace(/s$/u, '')),
    );
    const rest = head === null ? null : senses(word.slice(at));
    if (head !== null && rest !== null) return [head, ...rest];
  }
  return null;
}

function toSense(text: string | undefined): Sense | null {
  return text !== undefined && isSense(text) ? text : null;
}

function isSense(text: string): text is Sense {
  return Object.hasOwn(words, text);
}
