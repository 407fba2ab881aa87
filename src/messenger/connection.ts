import { visibleName } from '../lib/base/visible-text';
import { type Core, openCore } from '../lib/core/core';
import type { World } from '../lib/core/ports';
import { socketRelay } from '../lib/core/socket-relay';
import { lookOf, type MessengerLook } from '../lib/documents/public';
import { contactRoom, PUBLIC_ROOM } from '../lib/model/room';
import { z } from '../lib/model/schema';
import { openSignal } from '../lib/sync/signal';
import { type MuxSocket, openSocket } from '../lib/sync/socket';
import { report } from './report';
import type { Session } from './session';
import type { VisitorLog } from './visitor-log';

export type Connection = {
	isOffline(): boolean;
	/** The visitor is typing, or has stopped. */
	typing(isTyping: boolean): void;
	close(): Promise<void>;
};

export type Told = {
	offline(isOffline: boolean): void;
	/** The relay no longer knows this visitor. */
	gone(): void;
	look(look: MessengerLook): void;
	/** The name of the teammate who is typing to this visitor. */
	typing(name: string | undefined): void;
};

/**
 * The leading tab's line to the relay: one socket, and the core that sends what any tab has
 * written.
 */
export async function connect(
	log: VisitorLog,
	session: Session,
	world: World,
	told: Told,
): Promise<Connection> {
	const socket = openSocket({
		url: new URL('/mux', location.href.replace(/^http/, 'ws')).href,
		getToken: session.getToken,
		world,
		WebSocket,
		report,
	});
	await followLook(socket, log, told);
	const core = await openCore({
		me: { id: session.contact, role: 'contact' },
		storage: log.storage,
		relay: socketRelay(socket),
		// The tab leads already: see whenLeading.
		lock: { acquire: async () => ({ release() {} }) },
		world,
		report,
	});
	// The browser knows of a pulled cable at once, the socket only after some heartbeats.
	const isOffline = () =>
		!navigator.onLine || ['offline', 'signedOut'].includes(core.status().connection);
	const tell = () => told.offline(isOffline());
	core.onChange(({ connection, offsetMs }) => {
		log.setClock(offsetMs);
		tell();
		if (connection === 'gone') told.gone();
	});
	addEventListener('offline', tell);
	log.onWake(() => core.wake());
	const retry = () => {
		socket.retry();
		tell();
	};
	addEventListener('online', retry);
	// In the first chapter, where both sides meet: see `watchTyping`.
	const room = (name: 'said' | 'shown') => contactRoom(session.contact, 1, name);
	const said = openSignal(socket, room('said'), world, () => {});
	const shown = openSignal(socket, room('shown'), world, (states) => {
		const typists = states.flatMap((state) => Typing.safeParse(state).data ?? []);
		told.typing(typists.find(({ typing }) => typing)?.as);
	});
	return {
		isOffline,
		typing: (isTyping) => said.show(isTyping ? { typing: true } : null),
		async close() {
			await answered(core);
			removeEventListener('offline', tell);
			removeEventListener('online', retry);
			said.close();
			shown.close();
			await core.stop();
			socket.close();
		},
	};
}

/** What is on its way belongs to the contact that sent it, so the relay's answer is waited for. */
function answered(core: Core): Promise<void> {
	return new Promise((resolve) => {
		const isDone = () => core.status().connection !== 'synced' || core.status().pending === 0;
		if (isDone()) return resolve();
		core.onChange(() => isDone() && resolve());
		setTimeout(resolve, ANSWER_PATIENCE_MS);
	});
}

const ANSWER_PATIENCE_MS = 1_000;

const Typing = z.object({
	typing: z.boolean(),
	as: z.string().check(z.overwrite(visibleName), z.maxLength(120)),
});

/** The core leaves canvases to pages; the one that visitors may read is small and kept here. */
async function followLook(socket: MuxSocket, log: VisitorLog, told: Told): Promise<void> {
	const { storage } = log;
	const show = async () => told.look(lookOf(await storage.updates(PUBLIC_ROOM)));
	await show();
	socket.listen({
		binary(frame) {
			if (frame.type !== 'feed') return;
			const updates = frame.entries.filter(({ room }) => room === PUBLIC_ROOM);
			if (!updates.length) return;
			storage
				.commit({ updates: updates.map(({ room, update }) => ({ room, update })) })
				.then(show)
				.catch((error: unknown) => report(error, 'look'));
		},
	});
}
