import { chooseTeammate } from '../../src/lib/model/assignment';
import type { Decide } from '../../src/lib/engine/contract';
import type { Relay, Storage, Timer } from '../../src/lib/core/ports';
import { type DomainEvent, SHOWN_ENGINE } from '../../src/lib/model/event';
import { CLOSE } from '../../src/lib/sync/wire';
import type { Grant } from '../../sync-server/connection';
import type { createMemoryLog } from '../../sync-server/memory-log';
import { verifyTestToken } from '../relay-harness';
import { GC, scanUpdate, SKIP } from '../../sync-server/update';
import { AGENTS } from './cast';
import { CLAIMING_DEVICE } from './hostile';

/**
 * A bug, planted from outside into the place where someone would make it: production code has
 * no switch.
 */
export type Plant = {
	decide?: (decide: Decide) => Decide;
	storage?: (storage: Storage, boot: number) => Storage;
	relay?: (relay: Relay) => Relay;
	log?: (log: MemoryLog) => MemoryLog;
	verify?: (token: string) => Promise<Grant | undefined>;
	/** Whoever loses all rights keeps the sockets that are open. */
	keepsSockets?: boolean;
};
type MemoryLog = ReturnType<typeof createMemoryLog>;

/**
 * Each must be caught by the simulation, or the simulation is worth nothing (reliability
 * finding 15).
 */
export const PLANTED: Record<string, Plant> = {
	'effect ids are random': {
		decide: (decide) => (view, input, world) => {
			// Two hosts would draw different ones; the same host never draws one twice.
			const drawn = `${world.host.slice(-4)}${++draws}`;
			return decide(view, input, world).map((event) =>
				isEffect(event) ? { ...event, id: `${event.id}${drawn}` } : event,
			);
		},
	},
	'the journal is pushed without the words': {
		relay: (relay) => ({
			...relay,
			// As if each room had a push of its own, and the answer to the first were the answer to all.
			push({ id, fence, parts }) {
				for (const [index, part] of parts.entries()) {
					relay.push({ id: index === 0 ? id : OTHER_PUSH + id, fence, parts: [part] });
				}
			},
		}),
	},
	'the host calls handled what it has only heard': {
		relay(relay) {
			let heard = 0;
			return {
				...relay,
				start: (listener) =>
					relay.start({
						...listener,
						entries(entries) {
							heard = Math.max(heard, ...entries.map(({ seq }) => seq));
							listener.entries(entries);
						},
					}),
				requestLease: ({ handled, ...asked }) =>
					relay.requestLease({ ...asked, ...(handled !== undefined && { handled: heard }) }),
			};
		},
	},
	'a host keeps to itself that it holds what the log has lost': {
		relay: (relay) => ({
			...relay,
			requestLease: ({ restores: _, ...asked }) => relay.requestLease(asked),
		}),
	},
	'a clock refusal is final': {
		relay: (relay) => ({
			...relay,
			start: (listener) =>
				relay.start({
					...listener,
					refused: (id, code, reason) =>
						listener.refused(id, code === CLOSE.clock ? CLOSE.refused : code, reason),
				}),
		}),
	},
	'a reconnected device does not catch up': {
		relay: (relay) => {
			let followed = 0;
			return {
				...relay,
				follow: (cursor) => relay.follow(followed++ === 0 ? cursor : cursor + SKIPPED),
			};
		},
	},
	'timers live in memory only': {
		storage: (storage, boot) => ({
			...storage,
			timers: async (dueBy, limit) => young(await storage.timers(dueBy, limit), boot),
			nextTimer: async () => young([await storage.nextTimer()], boot)[0],
			commit: (change) => {
				for (const timer of change.timers?.put ?? []) bornIn.set(timer, boot);
				return storage.commit(change);
			},
		}),
	},
	'a human reply does not end the run': {
		decide: (decide) => (view, input, world) =>
			decide({ ...view, version: (id) => withoutExits(view.version(id)) }, input, world),
	},
	'an exit is not looked at again when a timer fires': {
		decide: (decide) => (view, input, world) =>
			'timer' in input
				? decide({ ...view, version: (id) => withoutExits(view.version(id)) }, input, world)
				: 'event' in input && input.event.by.kind === 'teammate'
					? []
					: decide(view, input, world),
	},
	'a visitor is taken for an agent': {
		verify: async (token) => {
			const grant = await verifyTestToken(token);
			return grant?.role === 'contact' ? { ...grant, role: 'agent' } : grant;
		},
	},
	'a note is written where the visitor reads': {
		decide: (decide) => (view, input, world) =>
			decide(view, input, world).map((event) => {
				if (event.type !== 'noteAdded') return event;
				const { id, at, conversation, text } = event;
				// With the marks of the engine on it the relay's guard would stop it.
				return { id, at, by: SHOWN_ENGINE, type: 'messageSent', conversation, text };
			}),
	},
	'turns are counted in memory': {
		decide: (decide) => {
			let turn = 0;
			return (view, input, world) =>
				decide(view, input, world).map((event) => byTurn(event, () => turn++));
		},
	},
	'turns go by how many have had one': {
		decide: (decide) => {
			const had = new Set<string>();
			return (view, input, world) =>
				decide(view, input, world).map((event) => {
					if (event.type === 'conversationAssigned') had.add(event.conversation);
					return byTurn(event, () => had.size);
				});
		},
	},
	'who has left keeps an open socket': { keepsSockets: true },
	'who is offline gets conversations': {
		decide: (decide) => (view, input, world) => {
			const online = AGENTS.map(({ id }) => id);
			return decide({ ...view, team: { ...view.team, online } }, input, world);
		},
	},
	'a message that could not be saved is shown as sent': {
		storage: (storage) => ({ ...storage, pending: async () => [] }),
	},
	'the relay acks before its disk has it': {
		log: (log) => {
			let promised = log.head();
			return {
				...log,
				append(entries) {
					const first = Math.max(promised, log.head()) + 1;
					promised = first + entries.length - 1;
					void log.append(entries);
					return Promise.resolve(first);
				},
			};
		},
	},
	'what is written is not stored before it is sent': {
		storage: (storage) => ({
			...storage,
			commit: (change) => storage.commit({ ...change, pending: [] }),
		}),
	},
	'the cursor is stored before the events': {
		storage: (storage) => ({
			...storage,
			async commit(change) {
				if (change.settings) await storage.commit({ settings: change.settings });
				await storage.commit(change);
			},
		}),
	},
	'late words are swallowed': {
		storage: (storage) => ({
			...storage,
			commit(change) {
				// What is written says nothing any more of what its author had seen.
				for (const { event } of change.pending ?? []) delete event.seen;
				return storage.commit(change);
			},
		}),
	},
	'an id is displaced across rooms': {
		log: (log) => ({
			...log,
			// The index of a contact's ids leaves one of its logs out.
			rooms: async (prefix) =>
				(await log.rooms(prefix)).filter((room) => !IDS_FORGOTTEN.test(room)),
		}),
	},
	'a conversation belongs to everybody': {
		log: (log) => ({ ...log, owners: async () => [] }),
	},
	'a gap is known': {
		log: (log) => ({
			...log,
			compact: (room, seq, update) => log.compact(room, seq, filled(update)),
		}),
	},
	'what is sent again to a restored relay is given a new time': {
		storage: (storage) => ({
			...storage,
			// It is read back for nothing else.
			confirmedBy: async (isWanted) =>
				(await storage.confirmedBy(isWanted)).map((item) => {
					const { event } = item;
					return { ...item, event: { ...event, at: event.at + 1 } };
				}),
		}),
	},
	'what a restored relay lacks is not sent again': {
		storage: (storage) => ({ ...storage, confirmedBy: async () => [] }),
	},
	'the lease goes by a claimed preference': {
		// The relay looks at the role before it believes the preference: here it believes this device.
		verify: async (token) => {
			const grant = await verifyTestToken(token);
			return grant?.device === CLAIMING_DEVICE ? { ...grant, role: 'runner' } : grant;
		},
	},
	'an effect has the id of a word': {
		decide: (decide) => (view, input, world) =>
			decide(view, input, world).map((event) =>
				event.type === 'promptClosed' ? { ...event, id: event.id.replaceAll('.', '_') } : event,
			),
	},
	'deadlines are served early': {
		storage: (storage) => ({
			...storage,
			timers: (dueBy, limit) => storage.timers(dueBy + 5_000, limit),
		}),
		decide: (decide) => (view, input, world) =>
			decide(view, input, 'timer' in input ? { ...world, now: input.timer.due } : world).map(
				(event) => ({ ...event, at: Math.min(event.at, Math.max(world.now, 1)) }),
			),
	},
};

const IDS_FORGOTTEN = /^contact\/.*\/desk$/;

/** What a snapshot skips is written as if it had been there and was forgotten. */
function filled(update: Uint8Array): Uint8Array {
	const copy = update.slice();
	const scan = scanUpdate(update, { maxStructs: Infinity, trusted: true });
	for (const { content, start } of scan.ok ? scan.structs : []) {
		if (content === SKIP) copy[start] = GC;
	}
	return copy;
}

let draws = 0;
/** Of a push that nobody waits for. */
const OTHER_PUSH = 1_000_000_000;
const SKIPPED = 3;

/** What a step does to the world; the journal of the run is none of it. */
function isEffect(event: DomainEvent): boolean {
	return event.node !== undefined || event.by.id === SHOWN_ENGINE.id;
}

const bornIn = new WeakMap<Timer, number>();

function young(timers: (Timer | undefined)[], boot: number): Timer[] {
	return timers.flatMap((timer) => (timer && bornIn.get(timer) === boot ? [timer] : []));
}

function withoutExits<T extends { definition: { settings: { exits: string[] } } } | undefined>(
	version: T,
): T {
	if (!version) return version;
	const { definition } = version;
	return {
		...version,
		definition: { ...definition, settings: { ...definition.settings, exits: [] } },
	};
}

function byTurn(event: DomainEvent, turn: () => number): DomainEvent {
	if (event.type !== 'conversationAssigned' || !event.decision) return event;
	if (chooseTeammate(event.decision) === undefined) return event;
	return { ...event, teammate: AGENTS[turn() % AGENTS.length]!.id };
}
