import { deflateRawSync } from 'node:zlib';
import type { EarlyPlace } from '../src/lib/model/early-place';
import type { EarlyPage } from '../src/lib/model/early-row';
import { isTeam } from '../src/lib/model/role';
import type { ClientMessage } from '../src/lib/sync/client-message';
import { CLOSE, encodeEarly } from '../src/lib/sync/wire';
import type { Grant, Hindrance } from './connection';
import type { Feed, Follower } from './feed';

/**
 * What a teammate's new device asks for before the feed has brought it: rows of conversations in
 * short, and whole contacts.
 *
 * F1 Only those who read everything in the feed are answered, which is the team; nobody else is
 *    told so much as that there is an answer.
 * F2 Without a runner that knows all, the page is empty, and the device waits for its feed.
 */
export type FirstAsked = Extract<ClientMessage, { t: 'early' | 'fetch' }>;

/** Undefined where nobody beside the relay knows them all. */
export type EarlySource = (before?: EarlyPlace) => Promise<EarlyPage | undefined>;

type Asker = { who: Grant; range: string; follower: Follower; isOver(): boolean };
type Services = {
	feed: Feed;
	early: EarlySource;
	mayBeHeard(grant: Grant, range: string, cost: number): boolean;
};

/** To read a page of the log or of rows: a hundred at once, ten a second. */
const COST = 49;

/** Gives the reason why the asker is not heard. */
export function showFirst(
	{ feed, early, mayBeHeard }: Services,
	asked: FirstAsked,
	{ who, range, follower, isOver }: Asker,
): Hindrance | undefined {
	if (!isTeam(who.role)) {
		return { code: CLOSE.forbidden, reason: 'no right to read conversations' };
	}
	if (!mayBeHeard(who, range, COST)) return { code: CLOSE.rate, reason: 'too many messages' };
	if (asked.t === 'fetch') feed.fetch(follower, asked.contact, isOver);
	else {
		void early(asked.before).then((page = { rows: [] }) => {
			const packed = deflateRawSync(JSON.stringify(page), { level: 1 });
			if (!isOver()) follower.connection.send(encodeEarly(packed));
		});
	}
	return undefined;
}
