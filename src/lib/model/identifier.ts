import { z } from './schema';

/**
 * Ids are keys of plain objects in the fold, so a name that every object has is not an id (case
 * 20).
 */
export const Key = z.string().check(z.refine((key) => !(key in Object.prototype)));
export const Id = Key.check(z.minLength(3), z.maxLength(80));

/** An `Instant` that a calendar can show: any other makes a date formatter throw. */
export const Moment = z.number().check(z.gte(0), z.lte(8.64e15));
