// Put in by the build: the name of each built file, with a hash of what is in it.
declare const __ASSETS__: Record<string, string>;

/** The address of a built file, by the name that the source gives it: `style.css`, `hosting.js`. */
export function assetUrl(name: string): string {
  return `/assets/${__ASSETS__[name] ?? name}`;
}
