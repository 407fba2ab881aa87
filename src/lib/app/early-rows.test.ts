import { deflateSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import type { HostStatus } from '../core/hosts/messages';
import type { EarlyTold } from '../replica/early';
import type { SocketListener } from '../sync/socket';
import type { ClientMessage } from '../sync/client-message';
import { showEarlyRows } from './early-rows';

/** A page of a device that has much to read asks for what its lists show (P17). */

const row = {
	...{ id: 'cnv_1', contact: 'con_1', state: 'open', updatedAt: 5, teammate: null, team: null },
	...{ tags: [], priority: 'none' },
};
const next = { at: 5, key: 'k' };

/** A socket and a core that say what the test says. */
function staged({ cursor, head = 20_000 }: { cursor?: number; head?: number } = {}) {
	const asked: unknown[] = [];
	const told: EarlyTold[] = [];
	let listener: SocketListener = {};
	let tell: (status: HostStatus) => void = () => {};
	const stop = showEarlyRows({
		socket: {
			send: (message) => void asked.push((message as ClientMessage & { t: 'early' }).before),
			listen: (given) => ((listener = given), () => (listener = {})),
		},
		replica: { setting: () => cursor, takeEarly: (what) => void told.push(what) },
		core: { onStatus: (callback) => (tell = callback) },
	});
	const welcome = { epoch: 'e1', now: 1, principal: 'p', role: 'agent', workspace: 'w' } as const;
	return {
		...{ asked, told, stop },
		up: (early = true) => listener.up?.({ t: 'welcome', ...welcome, early, head, roundTripMs: 0 }),
		answer: (page: unknown) =>
			listener.binary?.({ type: 'early', packed: deflateSync(strToU8(JSON.stringify(page))) }),
		core: (connection: HostStatus['connection']) => tell({ connection } as HostStatus),
	};
}

test('a relay that does not know the question is not asked: it would close the socket', () => {
	const { asked, up } = staged();
	up(false);
	expect(asked).toEqual([]);
});

test('P17: pages are asked for until there are no more, and go when the feed was read', () => {
	const { asked, told, up, answer, core } = staged();
	up();
	answer({ rows: [row], next });
	answer({ rows: [row] });
	expect(asked).toEqual([undefined, next]);
	expect(told).toMatchObject([
		{ rows: [row], isFirst: true },
		{ rows: [row], isFirst: false },
	]);
	core('catchingUp');
	core('offline');
	expect(told).toHaveLength(2);
	core('synced');
	expect(told.at(-1)).toBe('over');
	// Of the socket that was open then.
	answer({ rows: [row], next });
	expect([asked.length, told.length]).toEqual([2, 3]);
});

test('E1: a connection that was lost begins at the newest once more', () => {
	const { asked, told, up, answer } = staged();
	up();
	answer({ rows: [row], next });
	up();
	answer({ rows: [row] });
	expect(asked).toEqual([undefined, next, undefined]);
	expect(told.at(-1)).toMatchObject({ isFirst: true });
});

test('E2: a relay that never ends, says nonsense or nothing is asked so often and no more', () => {
	const endless = staged();
	endless.up();
	for (let i = 0; i < 1_000; i++) endless.answer({ rows: [], next });
	expect(endless.asked.length).toBe(25);
	const odd = staged();
	odd.up();
	for (const answer of [null, 7, 'x', { rows: 'none', next }, { next }]) odd.answer(answer);
	odd.answer({ rows: [] });
	expect(odd.asked).toEqual([undefined]);
	expect(odd.told).toHaveLength(1);
});

test('a device that lacks hardly anything, or has another log, asks for and believes nothing', () => {
	for (const place of [{ cursor: 19_500 }, { cursor: 50_000 }, { head: 900 }]) {
		const { asked, told, up, answer } = staged(place);
		up();
		answer({ rows: [row], next });
		expect([asked, told]).toEqual([[], []]);
	}
});

test('a page that is closed hears no more', () => {
	const { told, up, answer, stop } = staged();
	up();
	stop();
	answer({ rows: [row], next });
	expect(told).toEqual([]);
});
