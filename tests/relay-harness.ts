import type { ClientMessage } from '../src/lib/sync/client-message';
import {
	decodeBinary,
	decodeControl,
	encodeControl,
	encodeParts,
	encodePush,
	ServerMessage,
	type Part,
} from '../src/lib/sync/wire';
import type { Connection, Grant } from '../sync-server/connection';
import { createHub, type HubOptions } from '../sync-server/hub';
import { createMemoryDisk, createMemoryLog } from '../sync-server/memory-log';
import type { Role } from '../src/lib/model/role';
import type { World } from '../src/lib/core/ports';

/**
 * A world whose time stands still until it is moved; `turn` lets promises and due timers run.
 * `setClock` moves the time of day and nothing else, as an operator does.
 */
export function createTestWorld(start = 1_000_000) {
	let elapsed = 0;
	let dayStart = start;
	let timers: { at: number; callback: () => void }[] = [];

	async function turn(ms = 0): Promise<void> {
		elapsed += ms;
		for (let i = 0; i < 50; i++) {
			for (let j = 0; j < 20; j++) await Promise.resolve();
			const due = timers.filter(({ at }) => at <= elapsed);
			timers = timers.filter(({ at }) => at > elapsed);
			if (due.length === 0) return;
			for (const { callback } of due) callback();
		}
	}
	const world: World = {
		now: () => dayStart + elapsed,
		elapsed: () => elapsed,
		random: () => 0.5,
		after(delayMs, callback) {
			const timer = { at: elapsed + delayMs, callback };
			timers.push(timer);
			return () => void (timers = timers.filter((each) => each !== timer));
		},
	};
	return { world, turn, setClock: (byMs: number) => void (dayStart += byMs) };
}

/** A connection that keeps what it was sent, read back as the client would read it. */
export function createTestConnection() {
	const sent: (string | Uint8Array)[] = [];
	const state = { closed: undefined as { code: number; reason: string } | undefined, buffered: 0 };
	const connection: Connection = {
		send: (data) => void sent.push(data),
		sendAll: (messages, isLeftOut) =>
			void sent.push(...messages.filter((_, index) => !isLeftOut?.(index))),
		close: (code, reason) => void (state.closed ??= { code, reason }),
		bufferedBytes: () => state.buffered,
	};
	return {
		connection,
		sent,
		state,
		/** Messages since the last call. */
		take() {
			return sent.splice(0).map((data) => {
				return typeof data === 'string' ? decodeControl(ServerMessage, data)! : decodeBinary(data)!;
			});
		},
	};
}

/** Tokens of the tests are `role:id` or `role:id:device`. */
export async function verifyTestToken(token: string): Promise<Grant | undefined> {
	const [role, id, device] = token.split(':');
	if (!role || !id) return undefined;
	return { role: role as Role, id, device: device ?? `dev_${id}`, expiresAt: Infinity };
}

export function createTestHub(options: Partial<HubOptions> = {}) {
	const { world, turn, setClock } = createTestWorld();
	const log = options.log ?? createMemoryLog(createMemoryDisk());
	const problems: unknown[] = [];
	const hub = createHub({
		log,
		world,
		workspace: 'wsp_test',
		verify: verifyTestToken,
		report: (error) => problems.push(error),
		...options,
	});

	async function join(token: string) {
		const client = createTestConnection();
		const session = hub.connect(client.connection, { address: '127.0.0.1' });
		session.message(encodeControl({ t: 'hello', v: 1, token }));
		await turn();
		let pushes = 0;
		return {
			...client,
			session,
			say: (message: ClientMessage) => session.message(encodeControl(message)),
			push(room: string, update: Uint8Array, fence = 0) {
				session.message(encodePush({ push: ++pushes, fence, room, update }));
				return pushes;
			},
			/** What belongs together, to several rooms. */
			pushParts(parts: readonly Part[], fence = 0) {
				session.message(encodeParts({ push: ++pushes, fence, parts }));
				return pushes;
			},
		};
	}
	return { hub, log, world, turn, setClock, join, problems };
}
