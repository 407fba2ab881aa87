import type { Played } from '../launcher/protocol';
import { byTimeThenId } from '../lib/base/order';
import { ok } from '../lib/base/result';
import { memoryStorage } from '../lib/core/memory-storage';
import { isUnknown, readEvent } from '../lib/model/event';
import { z } from '../lib/model/schema';
import { createCustomer } from './customer.svelte';
import { DEFAULT_COLOR, dress } from './dress';
import type { Frame } from './frame.svelte';
import type { Host } from './host';
import { createPlace } from './place.svelte';
import { rememberRefused } from './storage';
import { createVisitorLog, type VisitorLog } from './visitor-log';

/**
 * The frame of a preview: what it shows was played in the desk, and what is done in it is told to
 * the desk, which plays on (W-LIFE-06).
 *
 * P1 Nothing of it is kept and nothing leaves but through the port: no storage, no socket, no
 *    request, nobody minted.
 */
export function createPlayedFrame({ init, send, listen }: Host, first: Played): Frame {
	const place = createPlace();
	const changed: (() => void)[] = [];
	let played = first;
	const log: VisitorLog = {
		...createVisitorLog(
			first.contact,
			rememberRefused(memoryStorage()),
			{ now, elapsed: now, random },
			NOBODY,
		),
		now,
		onChange: (listener) => void changed.push(listener),
		async snapshot() {
			const events = played.events.map((event) => readEvent(idOf(event), event));
			const readable = events.flatMap((event) => (isUnknown(event) ? [] : [event]));
			readable.sort(byTimeThenId);
			return { events: readable, unknown: [], pending: NOTHING, refused: [] };
		},
		async write(drafts) {
			send({ t: 'did', drafts });
			return ok([]);
		},
	};
	const customer = createCustomer(log, true, random);
	const { settings } = init;
	const color = String(settings['action_color'] ?? DEFAULT_COLOR);
	customer.setWorkspace(String(settings['workspace'] ?? ''));
	dress({ settings, color, locales: [init.locale] });
	place.shown(false);
	void customer.refresh().then(() => {
		const [begun] = customer.conversations;
		if (begun) place.enter(begun.id);
	});
	listen((message) => {
		if (message.t !== 'played') return;
		({ played } = message);
		for (const listener of changed) listener();
	});

	function now(): number {
		return played.now;
	}

	return {
		place,
		customer,
		isUnreachable: false,
		retry: () => Promise.resolve(),
		close: () => send({ t: 'close' }),
	};
}

const NOTHING = new Set<string>();
const NOBODY = { tell() {}, listen() {}, close() {} };
const Named = z.object({ id: z.string().check(z.maxLength(120)) });

function idOf(event: unknown): string {
	return Named.safeParse(event).data?.id ?? '';
}

/** Ids of a story lead to nothing. */
function random(): number {
	return Math.random();
}
