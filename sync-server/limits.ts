import { AHEAD_MS, DAY } from '../src/lib/base/clock';

/** Every bound of the relay in one place; the README says what happens above each. */
export const LIMITS = {
	/**
	 * Structs in one update of a log, and of a canvas (an offline day of drawing is some
	 * thousands).
	 */
	logStructs: 2_000,
	canvasStructs: 20_000,
	/** One event as it lies in the log. */
	eventBytes: 64 * 1024,
	/** How far an event's time may be ahead of the relay's clock, and a contact's behind it. */
	contactAheadMs: AHEAD_MS.contact,
	teamAheadMs: AHEAD_MS.team,
	contactBehindMs: 30 * DAY,
	roomBytes: 5 * 1024 * 1024,
	/** Updates of one room that wait for something missing. */
	roomGaps: 256,
	/** Entries of a room kept in memory for members that come back. */
	tailBytes: 64 * 1024,
	/** Rooms kept loaded although nobody is in them, for those who push. */
	idleRooms: 256,
	/** A reader that leaves this much unread is dropped; it comes back and catches up. */
	unreadBytes: 4 * 1024 * 1024,
	/** The feed's history pauses above this, so that catching up never drops a healthy reader. */
	feedPauseBytes: 1024 * 1024,
	feedFrameBytes: 256 * 1024,
	channels: 512,
	/** In all; above, an upgrade is answered with 503. Some of them are the team's alone. */
	sockets: 10_000,
	teamSockets: 2_000,
	/** Before the hello, of all and of one address range; after it, of one principal. */
	unknownSockets: 1_000,
	rangeUnknownSockets: 200,
	rangeSockets: 2_000,
	contactSockets: 30,
	teammateSockets: 300,
	awarenessBytes: 1_024,
	awarenessStates: 1_000,
	/** A room is compacted once this many entries, or bytes, have gathered behind its snapshot. */
	compactEntries: 500,
	compactBytes: 256 * 1024,
	/** Of the thread in which updates are tried, and of the one that compacts. */
	threadHeapMb: 512,
	/** Messages: sustained per second and in one burst. */
	teamRate: { perSecond: 500, burst: 5_000 },
	contactRate: { perSecond: 20, burst: 200 },
	addressRate: { perSecond: 2_000, burst: 20_000 },
	/** What customers write: bytes of one, of all of one address range, and conversations of one. */
	contactDayBytes: perDay(8 * 1024 * 1024),
	rangeDayBytes: perDay(32 * 1024 * 1024),
	contactDayConversations: perDay(100),
	rememberedContacts: 5_000,
	/** New visitors and new devices of one address range: at once, and in a day. */
	visitorRate: { perSecond: 0.5, burst: 60 },
	visitorDayRate: perDay(5_000),
	/** Above it the device that came first is signed out. */
	contactDevices: 20,
	/** Files of visitors: so many, so many bytes from one address, so many bytes in all. */
	contactFileRate: { perSecond: 0.2, burst: 20 },
	addressFileRate: { perSecond: 100 * 1024, burst: 200 * 1024 * 1024 },
	contactFileBytes: 100 * 1024 * 1024,
	/** A file's body brings this much in each such time: 1 KB/s, a bad line of a phone has ten. */
	fileFloor: { bytes: 30 * 1024, everyMs: 30_000 },
	/** Files that a contact asks for and is not yet known to have a right to. */
	contactFileLookups: { perSecond: 1, burst: 60 },
	/** Of the disk, what files of visitors leave free for messages, */
	reservedBytes: 1024 * 1024 * 1024,
	/** what customers' messages leave free for the team, */
	contactReserveBytes: 512 * 1024 * 1024,
	/** and what the team leaves free, so that the log can still be compacted and closed. */
	teamReserveBytes: 64 * 1024 * 1024,
};
/** All of it at once, and again what a day brings back. */
function perDay(amount: number): Rate {
	return { perSecond: amount / 86_400, burst: amount };
}

export type Limits = typeof LIMITS;
export type Rate = { perSecond: number; burst: number };

const SWEEP_MS = 1_000;

/** Token buckets by key, in milliseconds that only grow (`elapsed()`). A full one is forgotten. */
export function createBuckets(rate: Rate, maxKeys = 10_000) {
	const buckets = new Map<string, { tokens: number; at: number }>();
	let sweepAt = 0;

	function filled(key: string, now: number) {
		let bucket = buckets.get(key);
		if (!bucket) {
			if (buckets.size >= maxKeys && now >= sweepAt) forgetFull(now);
			buckets.set(key, (bucket = { tokens: rate.burst, at: now }));
		}
		const earned = ((now - bucket.at) / 1_000) * rate.perSecond;
		bucket.tokens = Math.min(rate.burst, bucket.tokens + earned);
		bucket.at = now;
		return bucket;
	}

	return {
		holds: (key: string, now: number, cost = 1) => filled(key, now).tokens >= cost,
		take(key: string, now: number, cost = 1): boolean {
			const bucket = filled(key, now);
			if (bucket.tokens < cost) return false;
			bucket.tokens -= cost;
			return true;
		},
		size: () => buckets.size,
	};

	function forgetFull(now: number) {
		for (const [key, { tokens, at }] of buckets) {
			if (tokens + ((now - at) / 1_000) * rate.perSecond >= rate.burst) buckets.delete(key);
		}
		// Looking through all of them for each newcomer would cost more than what it guards.
		sweepAt = now + SWEEP_MS;
		// More than this at once is an attack with many names; the oldest are given their share anew.
		for (const key of buckets.keys()) {
			if (buckets.size <= 10 * maxKeys) return;
			buckets.delete(key);
		}
	}
}

type Share = [buckets: ReturnType<typeof createBuckets>, key: string, cost?: number];

/** Of both or of none: who asks again after a refusal does not use up the other share. */
export function takeBoth([one, key, cost = 1]: Share, other: Share, now: number): boolean {
	const [buckets, otherKey, otherCost] = other;
	return (
		one.holds(key, now, cost) && buckets.take(otherKey, now, otherCost) && one.take(key, now, cost)
	);
}
