import { z } from 'zod';
import { tidyLine } from '../../kernel/text.ts';
import { addressField } from '../../platform/web/field-schemas.ts';
import { safePath } from './rules.ts';

const next = z
  .string()
  .optional()
  .transform((path) => safePath(path ?? '/'));

export const askForm = z.object({ address: addressField, next });

export const codeForm = z.object({
  code: z
    .string({ error: 'field.code_missing' })
    .trim()
    .min(1, 'field.code_missing')
    .max(40, 'account.code_wrong'),
  next,
});

export const passkeyForm = z.object({
  answer: z.string({ error: 'account.passkey_not_proven' }).min(1, 'account.passkey_not_proven'),
  name: z
    .string()
    .optional()
    .transform((text) => tidyLine(text ?? '').slice(0, 60)),
});
