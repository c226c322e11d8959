import { z } from 'zod';
import { addressField, lineField, numberField } from '../../platform/web/field-schemas.ts';
import { presets } from '../rule/rules.ts';

export const memberForm = z.object({ name: lineField('field.adult_missing', 80), address: addressField });

/** What an operator types to make a school. */
export const schoolForm = z.object({ name: lineField('field.place_missing', 120), address: addressField });

export const codeForm = z.object({ code: lineField('school.code_missing', 60) });

/** The rule of a school: one of the presets, or `each` for none. */
export const schoolRuleForm = z.object({
  preset: z.enum([...presets, 'each'], 'rule.choose_one'),
  smallPercent: z
    .string()
    .optional()
    .transform((text) => text || '50')
    .pipe(numberField(5, 95, 'rule.percent_wrong')),
});

export const neighboursForm = z.object({
  neighbours: z.enum(['on', 'off'], 'rule.choose_one').transform((text) => text === 'on'),
});
