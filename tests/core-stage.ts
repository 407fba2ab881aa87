import { fakeRelay } from './simulation/fake-relay';
import { virtualClock, virtualWorld } from './simulation/virtual-clock';
import { hashId } from '../src/lib/base/hash';
import { readEntries } from '../src/lib/documents/event-log';
import type { Decide } from '../src/lib/engine/contract';
import { decide } from '../src/lib/engine/decide';
import { silencesOf } from '../src/lib/engine/episodes';
import type { DomainEvent, EventBody } from '../src/lib/model/event';
import type { Principal } from '../src/lib/model/role';
import { emptyWorkspace } from '../src/lib/model/workspace';
import type { ChapterSize } from '../src/lib/core/chapters';
import { openCore } from '../src/lib/core/core';
import { createEngineHost, type EngineParts } from '../src/lib/core/engine-host';
import { memoryStorage } from '../src/lib/core/memory-storage';
import type { Relay, Storage } from '../src/lib/core/ports';
import { eventsOf } from './stored';

/** Devices over one fake relay and a virtual clock: what the core's own tests act on. */
export const ANA = 'ct_ana0000000000000000';
export const CONVERSATION = 'cnv_one0000000000000000';
export const VISITOR: Principal = { id: ANA, role: 'contact' };
export const AGENT: Principal = { id: 'tm_agent', role: 'agent' };
export const OTHER: Principal = { id: 'tm_other', role: 'agent' };
export const RUNNER: Principal = { id: 'runner', role: 'runner' };

export const hello = (text = 'hola'): EventBody => ({
	type: 'messageSent',
	conversation: CONVERSATION,
	text,
});
export const note = (text: string): EventBody => ({
	type: 'noteAdded',
	conversation: CONVERSATION,
	text,
});

/** An engine of one rule: it tags every conversation in which a contact says something. */
export const tagging: Decide = (view, input, world) => {
	if (!('event' in input)) return decide(view, input, world);
	const { event } = input;
	if (event.type !== 'messageSent' || event.by.kind !== 'contact') return [];
	const id = hashId('ev', event.id, 'tag');
	if (view.state.conversations[event.conversation]?.tags.includes(`tag_${event.text}`)) return [];
	return [
		{
			id,
			at: Math.max(world.now, view.state.newest.at + 1),
			by: { kind: 'engine', id: world.host },
			type: 'tagAdded',
			conversation: event.conversation,
			tag: `tag_${event.text}`,
		},
	];
};

/** The relay of a device that is not connected. */
export const NOWHERE = {
	start() {},
	push() {},
	follow() {},
	requestLease() {},
	releaseLease() {},
	reconnect() {},
	stop() {},
};

export function engineOf(decide: Decide): EngineParts {
	return {
		createHost: createEngineHost,
		decide,
		silences: silencesOf,
		workspace: { apply() {}, read: emptyWorkspace },
	};
}

export function setup() {
	const clock = virtualClock();
	const relay = fakeRelay(clock);
	const problems: string[] = [];
	let devices = 0;

	async function open(
		me: Principal,
		more: {
			storage?: Storage;
			relay?: Relay | null;
			engine?: EngineParts;
			preference?: number;
			chapterSize?: ChapterSize;
			/** Its clock is so much ahead; changed by `world.skewMs`. */
			skewMs?: number;
		} = {},
	) {
		const line = relay.connect(me);
		const storage = more.storage ?? memoryStorage();
		const world = virtualWorld(clock, `device ${++devices}`, more.skewMs);
		const core = await openCore({
			me,
			storage,
			relay: more.relay === undefined ? line : more.relay,
			lock: { acquire: () => Promise.resolve({ release() {} }) },
			world,
			...(more.engine ? { engine: more.engine } : {}),
			...(more.chapterSize ? { chapterSize: more.chapterSize } : {}),
			preference: () => more.preference ?? 0,
			report: (error, where) => problems.push(`${where}: ${String(error)}`),
		});
		return { core, line, storage, world };
	}
	const pass = (ms: number) => clock.runUntil(clock.now() + ms);
	return { clock, relay, open, pass, problems };
}

export async function texts(storage: Storage): Promise<string[]> {
	const events = (await eventsOf(storage, ANA)) as DomainEvent[];
	return events
		.sort((a, b) => a.at - b.at)
		.map((event) => ('text' in event ? event.text : event.type));
}

export function logged(relay: ReturnType<typeof fakeRelay>): string[] {
	return relay.log.flatMap(({ update }) => readEntries(update).map((entry) => entry.key));
}
