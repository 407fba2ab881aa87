import { z } from './schema';

/**
 * Ids are keys of plain objects in the fold, so a name that every object has is not an id (case
 * 20).
 */
export const Key = z.string().check(z.refine((key) => !(key in Object.prototype)));
export const Id = Key.check(z.minLength(3), z.maxLength(80));

/**
 * What is named here: a letter, then letters, digits, `_`, `.` and `-`. Events that were written
 * before can hold other ids, so reading one asks for less.
 */
export const NewId = Id.check(z.regex(/^[A-Za-z][\w.-]*$/));

/**
 * Whether only the engine gives such an id. Its ids follow from what happened, so that two hosts
 * write one effect (E-10), and a person could compute one before the engine has written it. Its ids
 * therefore hold a dot, and those of people's events hold none.
 */
export function isEffectId(id: string): boolean {
	return id.includes('.');
}

/** Ways out of a step: buttons and branches among them, whose ids people's answers name. */
export const PortId = Key.check(z.maxLength(64), z.regex(/^[\w.-]+$/));

/** An `Instant` that a calendar can show: any other makes a date formatter throw. */
export const Moment = z.number().check(z.gte(0), z.lte(8.64e15));
