import { z } from 'zod';
import { lineField } from '../../platform/web/field-schemas.ts';
import { presets } from './rules.ts';

export const ruleForm = z.object({
  preset: z.enum(presets, 'rule.choose_one'),
  smallPercent: z
    .string()
    .optional()
    .transform((text) => Number(text || '50'))
    .pipe(
      z
        .number('rule.percent_wrong')
        .int('rule.percent_wrong')
        .min(5, 'rule.percent_wrong')
        .max(95, 'rule.percent_wrong'),
    ),
});

export const groupForm = z.object({ name: lineField('rule.group_name_missing', 60) });
