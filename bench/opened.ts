/** What has been started or made, to be ended in the reverse order, also when a signal ends the run. */
const opened: (() => Promise<unknown>)[] = [];
let closing: Promise<void> | undefined;

export function onEnd(end: () => Promise<unknown>): void {
  opened.push(end);
}

export function isEnding(): boolean {
  return closing !== undefined;
}

export function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const end of opened.toReversed()) await end().catch((error: unknown) => console.error(error));
  })();
  return closing;
}
