/** So many cards of a book are on one page of ours: a phone holds them, and a printer takes them. */
export const cardsInPart = 500;

/** In how many parts a book comes, by how many places were given on its wall. */
export function partsOf(places: number): number {
  return Math.max(1, Math.ceil(places / cardsInPart));
}

/** The places in a part, the first and the last one; parts count from 1, and the oldest cards are in the first. */
export function placesIn(part: number): { first: number; last: number } {
  return { first: (part - 1) * cardsInPart + 1, last: part * cardsInPart };
}
