import { claimTelling } from '../read/own';
import type { Desk } from './desk';

/** True for one tab alone: whoever gets it tells the person (E-26). */
export function mayTell({ db }: Desk, effect: string): Promise<boolean> {
	return claimTelling(db, effect);
}
