import type { LookRole } from '../circle/rules.ts';
import type { Rule } from '../rule/rules.ts';

declare const admitted: unique symbol;

/** Somebody of the staff of a school, who has come with a passkey. Only the gate mints it. */
export type StaffPass = {
  readonly school: string;
  readonly member: string;
  readonly account: string;
  readonly address: string;
} & { readonly [admitted]: 'staff' };

/** Somebody of the staff who looks at the roster of one of the school's circles. */
export type StaffRosterPass = StaffPass & { readonly circle: string };

/** What a school asks of its circles; null leaves it to each of them. */
export type SchoolRule = Omit<Rule, 'setBy'>;

export type School = {
  id: string;
  name: string;
  codeVersion: number;
  rule: SchoolRule | null;
  /** Whether the circles next door may be neighbours of the school's. */
  neighbours: boolean;
};

export type Member = { id: string; name: string; address: string };

/** A circle of the school's, or one that asks to be. Nothing of its children or its parties. */
export type SchoolCircle = { circle: string; name: string; place: string; since: Temporal.Instant | null };

export const mostStaff = 60;
export const mostCircles = 300;

/** Whether a circle is under the school; else it asks to be. */
export function isUnder({ since }: Pick<SchoolCircle, 'since'>): boolean {
  return since !== null;
}

/** What a family of a circle reads of a look: when, by whom, and never at what. */
export type LookLine = {
  at: Temporal.Instant;
  role: LookRole;
  name: string | null;
  mark: string;
  /** Whether the account is no more. */
  gone: boolean;
};

/** The first word of a name: what a class calls somebody. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}
