import { beforeEach, expect, test, vi } from 'vitest';
import type { HostStatus } from '../core/hosts/messages';
import type { RelayListener } from '../core/ports';
import { Replica } from '../replica/replica';
import { openStore } from '../read/store';
import { SyncTracker } from './sync-state.svelte';

let tell: (status: HostStatus) => void = () => {};
let socket: Partial<RelayListener> = {};
const outdated = new AbortController();

beforeEach(() => {
	vi.stubGlobal('addEventListener', () => {});
	vi.stubGlobal('navigator', { onLine: true });
});

function tracker(): SyncTracker {
	const replica = new Replica({
		store: openStore('relevo:ws_pill'),
		me: 'agt_me',
		pause: () => Promise.resolve(),
		after: () => () => {},
		report: (error) => expect.unreachable(String(error)),
	});
	return new SyncTracker({
		replica,
		core: {
			wake() {},
			reconnect() {},
			fetch() {},
			onStatus: (callback) => (tell = callback),
			onUpdate() {},
			update() {},
			stop: () => Promise.resolve(),
		},
		socket: {
			listen(listener: Partial<RelayListener>) {
				socket = listener;
				return () => {};
			},
		} as never,
		now: () => 1,
		gone: () => expect.unreachable('nobody was revoked'),
		outdated: outdated.signal,
	});
}

const STATUS: HostStatus = {
	connection: 'synced',
	pending: 0,
	behind: 0,
	retryAt: undefined,
	cannotSave: false,
	hosting: false,
	engineHost: null,
	offsetMs: 0,
};

test('U4: "synced" is said once all that has arrived is stored, and not before', () => {
	const pill = tracker();
	tell(STATUS);
	socket.up?.({} as never);
	expect(pill.state.status).toBe('synced');
	tell({ ...STATUS, behind: 4_000 });
	expect(pill.state.status).toBe('syncing');
	tell(STATUS);
	expect(pill.state.status).toBe('synced');
});

test('P17: while much is missing the pill says how much has come, in both languages', () => {
	const pill = tracker();
	socket.up?.({} as never);
	tell({ ...STATUS, connection: 'catchingUp', catchUp: { done: 6_039, of: 12_174 } });
	expect(pill.state).toMatchObject({ status: 'syncing', catchUp: { done: 6_039, of: 12_174 } });
	tell(STATUS);
	expect(pill.state).toMatchObject({ status: 'synced', catchUp: undefined });
});

test('a page whose store a newer release has taken over says that it has to be loaded again', () => {
	const pill = tracker();
	tell({ ...STATUS, cannotSave: true });
	expect(pill.state.status).toBe('cannotSave');
	outdated.abort();
	expect(pill.state.status).toBe('updateReady');
});
