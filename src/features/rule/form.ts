import { z } from 'zod';
import { lineField, numberField } from '../../platform/web/field-schemas.ts';
import { presets } from './rules.ts';

export const ruleForm = z.object({
  preset: z.enum(presets, 'rule.choose_one'),
  smallPercent: z
    .string()
    .optional()
    .transform((text) => text || '50')
    .pipe(numberField(5, 95, 'rule.percent_wrong')),
});

export const groupForm = z.object({ name: lineField('rule.group_name_missing', 60) });
