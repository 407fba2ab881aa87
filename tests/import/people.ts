import { WebSocket } from 'ws';
import { ok } from '../../src/lib/base/result';
import { type Core, openCore } from '../../src/lib/core/core';
import { memoryStorage } from '../../src/lib/core/memory-storage';
import type { World } from '../../src/lib/core/ports';
import { socketRelay } from '../../src/lib/core/socket-relay';
import type { Principal } from '../../src/lib/model/role';
import { openSocket, type PlatformSocket } from '../../src/lib/sync/socket';

/** Somebody who takes part in the import, with a core and a connection of their own. */
export type Participant = {
	core: Core;
	/** Resolves once everything written is durable at the relay, and then hangs up. */
	leave(): Promise<void>;
};

export async function participant(url: string, me: Principal, token: string): Promise<Participant> {
	const report = (error: unknown, where: string) =>
		void process.stderr.write(`\n${where}: ${String(error)}\n`);
	const socket = openSocket({
		url: `${url.replace(/^http/, 'ws')}/mux`,
		getToken: () => Promise.resolve(ok(token)),
		world,
		// ws types its event handlers by their targets, which nobody here looks at.
		WebSocket: WebSocket as unknown as new (url: string, protocols: string[]) => PlatformSocket,
		report,
	});
	const core = await openCore({
		me,
		storage: memoryStorage(),
		relay: socketRelay(socket),
		lock: { acquire: () => Promise.resolve({ release() {} }) },
		world,
		report,
	});
	return {
		core,
		async leave() {
			await sent(core);
			await core.stop();
			socket.close();
		},
	};
}

/** A new visitor. A manager's token lifts the limit on newcomers from one address. */
export async function visitor(url: string, managerToken: string): Promise<[Principal, string]> {
	const response = await fetch(`${url}/api/visitors`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${managerToken}` },
		body: '{}',
	});
	if (!response.ok) throw new Error(`The relay lets no visitor in: ${await response.text()}`);
	const session = (await response.json()) as { principal: Principal; token: string };
	return [session.principal, session.token];
}

/** Whom a token speaks for; the relay checks it, here it is only read. */
export function principalOf(token: string): Principal {
	const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
	const { sub, role } = JSON.parse(payload) as { sub: string; role: Principal['role'] };
	return { id: sub, role };
}

/** Resolves when this core's fold of the contact holds the event. */
export function seen(core: Core, contact: string, event: string): Promise<void> {
	return new Promise((resolve) => {
		const stop = core.watch(contact, ({ events }) => {
			// The newest is last in nearly every case.
			if (!events.some(({ id }) => id === event)) return;
			queueMicrotask(() => stop());
			resolve();
		});
	});
}

function sent(core: Core): Promise<void> {
	return new Promise((resolve) => {
		const stop = core.onChange(check);
		function check(): void {
			if (core.status().pending > 0 || core.status().connection !== 'synced') return;
			stop();
			resolve();
		}
		check();
	});
}

const world: World = {
	now: Date.now,
	random: Math.random,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
