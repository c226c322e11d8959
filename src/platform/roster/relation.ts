import { squash } from './text.ts';

// SDS and OneRoster: "parent", "guardian", "relative"; the rest are words that systems put in their place.
const family = new Set(
  `parent guardian relative mother father stepmother stepfather stepparent grandparent grandmother grandfather
  fosterparent legalguardian parentguardian guardianrelative carer caregiver aunt uncle`.split(/\s+/u),
);

/** Whether a role of a standard is that of an adult who may be invited for a child: never staff, doctors or "other". */
export function isFamilyRole(role: string): boolean {
  return family.has(squash(role));
}

/** Whether a role of a standard is that of a child. */
export function isChildRole(role: string): boolean {
  return ['student', 'child', 'pupil', 'learner'].includes(squash(role));
}

/** Whether a status or flag says that an entry is no more (OneRoster `tobedeleted`, SDS `Inactive`). */
export function isGone(status: string): boolean {
  return ['tobedeleted', 'deleted', 'inactive', 'disabled', 'withdrawn'].includes(squash(status));
}
