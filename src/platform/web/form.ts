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
  // No database takes U+0000 in a text, and nobody types it.
  const body = new URLSearchParams(await c.req.text());
  for (const [name, text] of body) {
    const value = text.replaceAll('\0', '');
    if (!/^[a-z][\w.-]{0,80}$/i.test(name)) continue;
    const before = typed[name];
    typed[name] = before === undefined ? value : [before, value].flat();
  }
  return typed;
}

/** Reads a form by its schema, whose messages are names of sentences. */
export function parse<Schema extends z.ZodType>(schema: Schema, typed: Typed): Parsed<z.output<Schema>> {
  const read = schema.safeParse(typed);
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
