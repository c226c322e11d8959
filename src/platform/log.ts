import { pino, type Logger } from 'pino';
import type { Settings } from './settings.ts';

/** Lines of JSON on standard error. A line holds a request's id and route; never a name, an address, a token or a text. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;

export function openLog(level: Settings['logLevel']): Log {
  const lines = pino.destination({ dest: 2, sync: true });
  // A line that finds no room on the disk is lost, and nothing else.
  lines.on('error', () => undefined);
  return pino({ level, base: null }, lines);
}

/** What may be said of an error: its kind, its database code and where it arose; messages may quote what was typed. */
export function describeError(error: unknown): { kind: string; code?: string; at: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
  const code: unknown = 'code' in error ? error.code : undefined;
  return { kind: error.name, ...(typeof code === 'string' ? { code } : {}), at };
}
