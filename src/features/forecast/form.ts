import { z } from 'zod';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { caseFields, completeCase, mostInvited, usualHope, type Case, type CaseRefusal } from './rules.ts';

/** How many children a host hopes for. */
export const hopeForm = z.object({
  children: z
    .string({ error: 'forecast.hope_wrong' })
    .trim()
    .regex(/^[1-9]\d?$/, 'forecast.hope_wrong')
    .transform(Number),
});

/** The cases of a JSON list, each made whole, with what is hoped for; `remarks` name what nobody knows and was not used. */
export type Cases = { cases: { known: Case; hope: number }[]; remarks: string[] };

/** Reads the cases of the command; what cannot be used is refused by a sentence that names the case and the field. */
export function readCases(json: string): Result<Cases, string> {
  const list = parseJson(json);
  if (!Array.isArray(list))
    return refuse('Please give a JSON list of cases: [{"invited": 10, "yes": 4}, …].');
  const read: Cases = { cases: [], remarks: [] };
  for (const [place, one] of list.entries()) {
    const name = `Case ${place + 1}`;
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return refuse(`${name} is no object: please write {"invited": 10, "yes": 4}.`);
    const { hope = usualHope, ...fields } = known(one);
    if (typeof hope !== 'number' || !Number.isInteger(hope) || hope < 1 || hope > mostInvited)
      return refuse(`${name}: “hope” must be a whole number from 1 to ${mostInvited}.`);
    const complete = completeCase(fields);
    if (!complete.ok) return refuse(`${name}: ${troubleInWords(complete.refusal)}`);
    read.cases.push({ known: complete.value, hope });
    for (const field of Object.keys(fields))
      if (!caseFields.some((one) => one === field))
        read.remarks.push(`${name}: nobody knows “${field}”. It was not used.`);
  }
  return ok(read);
}

// What is null is not known either.
function known(one: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null));
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const limits: Partial<Record<CaseRefusal['field'], string>> = {
  invited: 'fewer children are invited than the others add up to',
  yes: 'more children than are invited',
  later: 'more children than are invited',
  no: 'more children than are invited',
  seen: 'more children than are silent',
  unreached: 'together with “seen” more children than are silent',
  noticesUnseen: 'together with “seen” and “unreached” more children than are silent',
  asked: 'more children than have said yes or no',
  reconfirmed: 'more children than were asked and have said yes',
  dropped: 'more children than have said no',
};

function troubleInWords({ field, why }: CaseRefusal): string {
  if (why === 'over') return `“${field}” cannot be right: ${limits[field] ?? 'too many'}.`;
  if (why === 'not_an_afternoon') return `“${field}” must be "taken", "free" or "unknown".`;
  if (why === 'too_many') return `“${field}” must be at most ${mostInvited}.`;
  return why === 'not_days'
    ? `“${field}” must be a number of days, 0 or more.`
    : `“${field}” must be a whole number of children, 0 or more.`;
}
