import { WebSocket } from 'ws';
import { ok } from '../../src/lib/base/result';
import { platformWorld } from '../../src/lib/core/hosts/platform';
import type { PendingEvent } from '../../src/lib/core/ports';
import { createWriter, freshClientId } from '../../src/lib/documents/event-log';
import type { Principal } from '../../src/lib/model/role';
import type { Room } from '../../src/lib/model/room';
import { openSocket } from '../../src/lib/sync/socket';
import { encodePush } from '../../src/lib/sync/wire';

/** Somebody who takes part in the import, with a token and a connection of their own. */
export type Participant = {
	me: Principal;
	/** Resolves once everything is durable at the relay. All of one room, as `authored` made it. */
	say(room: Room, items: readonly PendingEvent[]): Promise<void>;
	leave(): void;
};

/** The relay would take more; a frame of this many is already cheap for both sides. */
const MAX_BATCH = 64;

/**
 * Only writes: it follows no feed, so that two thousand customers cost what they say and no more.
 */
export function participant(
	url: string,
	{ me, token, address }: { me: Principal; token: string; address?: string | undefined },
): Participant {
	const answers = new Map<number, (problem?: string) => void>();
	let lastPush = 0;
	const socket = openSocket({
		url: `${url.replace(/^http/, 'ws')}/mux`,
		getToken: () => Promise.resolve(ok(token)),
		world: platformWorld,
		WebSocket: address === undefined ? WebSocket : socketsFrom(address),
		report: (error, where) => process.stderr.write(`\n${where}: ${String(error)}\n`),
	});
	const isUp = new Promise<void>((resolve, reject) => {
		socket.listen({
			up: () => resolve(),
			// Anything else passes, and is tried again.
			down: (reason) => reason === 'token' && reject(new Error('The relay refuses the token.')),
		});
	});
	// Told to whoever says something; a participant who says nothing needs no connection.
	isUp.catch(() => undefined);
	socket.listen({
		control(message) {
			if (message.t === 'ack') answers.get(message.push)?.();
			if (message.t === 'refused') answers.get(message.push)?.(message.reason);
		},
		down(reason) {
			for (const answer of answers.values()) answer(`the connection was lost (${reason})`);
		},
	});

	function push(room: Room, update: Uint8Array): Promise<void> {
		const id = ++lastPush;
		return new Promise<void>((resolve, reject) => {
			answers.set(id, (problem) => {
				answers.delete(id);
				if (problem === undefined) resolve();
				else reject(new Error(`${me.id} cannot write to ${room}: ${problem}`));
			});
			socket.send(encodePush({ push: id, fence: 0, room, update }));
		});
	}

	return {
		me,
		async say(room, items) {
			await isUp;
			const writer = createWriter(freshClientId(Math.random));
			for (let start = 0; start < items.length; start += MAX_BATCH) {
				const events = items.slice(start, start + MAX_BATCH).map((item) => item.event);
				await push(room, writer.append(events));
			}
		},
		leave: () => socket.close(),
	};
}

/**
 * A relay that stands behind a proxy believes it; any other one sees all of them at one address,
 * which may bring some tens of megabytes a day.
 */
function socketsFrom(address: string) {
	return class extends WebSocket {
		constructor(url: string, protocols: string[]) {
			super(url, protocols, { headers: { 'x-forwarded-for': address } });
		}
	};
}

/** Another one for each customer; those who come together are no neighbours. */
export function addressOf(index: number): string {
	return `10.${(index >> 16) & 255}.${index & 255}.${(index >> 8) & 255}`;
}

/** A new visitor. A manager's token lifts the limit on newcomers from one address. */
export async function visitor(
	url: string,
	managerToken: string,
): Promise<{ me: Principal; token: string }> {
	const response = await fetch(`${url}/api/visitors`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${managerToken}` },
		body: '{}',
	});
	if (!response.ok) throw new Error(`The relay lets no visitor in: ${await response.text()}`);
	const session = (await response.json()) as { principal: Principal; token: string };
	return { me: session.principal, token: session.token };
}

/** Whom a token speaks for; the relay checks it, here it is only read. */
export function principalOf(token: string): Principal {
	const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
	const { sub, role } = JSON.parse(payload) as { sub: string; role: Principal['role'] };
	return { id: sub, role };
}
