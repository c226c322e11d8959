export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code);
}
