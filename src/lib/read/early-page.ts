import { inflateSync, strFromU8 } from 'fflate';
import { type EarlyPage, readEarlyPage } from '../model/early-row';

/** A page of rows is at most half of it, whatever they say. */
const MAX_BYTES = 1024 * 1024;

/** Undefined for what is no page, and for one that is larger than any. */
export function earlyPageOf(packed: Uint8Array): EarlyPage | undefined {
	try {
		// What does not fit is left out, and what is left is no JSON.
		const bytes = inflateSync(packed, { out: new Uint8Array(MAX_BYTES) });
		return readEarlyPage(JSON.parse(strFromU8(bytes)));
	} catch {
		return undefined;
	}
}
