import { Moment } from './identifier';
import { z } from './schema';

/**
 * Where a page of early rows ends: the next one begins behind it. Apart from the rows, which the
 * messenger does not carry.
 */
export const EarlyPlace = z.object({ at: Moment, key: z.string().check(z.maxLength(200)) });
export type EarlyPlace = z.infer<typeof EarlyPlace>;
