import { openCore } from '../lib/core/core';
import type { World } from '../lib/core/ports';
import { socketRelay } from '../lib/core/socket-relay';
import { openSocket } from '../lib/sync/socket';
import { report } from './report';
import type { Session } from './session';
import type { VisitorLog } from './visitor-log';

export type Connection = { isOffline(): boolean; close(): Promise<void> };

/**
 * The leading tab's line to the relay: one socket, and the core that sends what any tab has
 * written.
 */
export async function connect(
	log: VisitorLog,
	session: Session,
	world: World,
	told: { offline(isOffline: boolean): void; gone(): void },
): Promise<Connection> {
	const socket = openSocket({
		url: new URL('/mux', location.href.replace(/^http/, 'ws')).href,
		getToken: session.getToken,
		world,
		WebSocket,
		report,
	});
	const core = await openCore({
		me: { id: session.contact, role: 'contact' },
		storage: log.storage,
		relay: socketRelay(socket),
		// The tab leads already: see whenLeading.
		lock: { acquire: async () => ({ release() {} }) },
		world,
		report,
	});
	const isOffline = () => ['offline', 'signedOut'].includes(core.status().connection);
	core.onChange(({ connection, offsetMs }) => {
		log.setClock(offsetMs);
		told.offline(isOffline());
		if (connection === 'gone') told.gone();
	});
	log.onWake(core.wake);
	addEventListener('online', socket.retry);
	return {
		isOffline,
		async close() {
			removeEventListener('online', socket.retry);
			await core.stop();
			socket.close();
		},
	};
}
