import type { z } from 'zod';
import type { MessageKey } from '../language/say.ts';
import type { WebContext } from './web.ts';

/** What was typed, by the name of its field; the same field may come several times. */
export type Typed = Record<string, string | string[]>;

/** A sentence for each field that cannot be used. */
export type FieldErrors = Partial<Record<string, MessageKey>>;

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; errors: FieldErrors };

/** The fields of a posted form (WHATWG URL, urlencoded). A name that a form of ours cannot have is dropped. */
export async function readTyped(c: WebContext): Promise<Typed> {
  const typed: Typed = Object.create(null);
  const body = new URLSearchParams(await c.req.text());
  for (const [name, text] of [...body].slice(0, mostFields)) {
    if (!/^[a-z][\w.-]{0,80}$/i.test(name)) continue;
    // No database takes U+0000 in a text, and nobody types it.
    const value = text.replaceAll('\0', '');
    const before = typed[name];
    if (Array.isArray(before)) before.push(value);
    else typed[name] = before === undefined ? value : [before, value];
  }
  return typed;
}

// The largest form of ours ticks the children of a circle.
const mostFields = 2000;

/** Reads a form by its schema, whose messages are names of sentences. A field that comes twice counts once. */
export function parse<Schema extends z.ZodType>(schema: Schema, typed: Typed): Parsed<z.output<Schema>> {
  const first = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, [value].flat()[0]]));
  const read = schema.safeParse(first);
  if (read.success) return { ok: true, value: read.data };
  const errors: FieldErrors = {};
  // Messages in our schemas are keys of the catalogue: the check of the catalogues goes through all of them.
  for (const issue of read.error.issues) errors[String(issue.path[0])] ??= issue.message as MessageKey;
  return { ok: false, errors };
}

/** One value of a field, as it was typed. */
export function textOf(typed: Typed, name: string): string {
  const value = typed[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** All values of a field. */
export function textsOf(typed: Typed, name: string): string[] {
  const value = typed[name];
  return value === undefined ? [] : [value].flat();
}
