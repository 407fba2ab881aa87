import { WebSocket } from 'ws';
import { ok } from '../src/lib/base/result';
import { openCore } from '../src/lib/core/core';
import type { EngineParts } from '../src/lib/core/engine-host';
import { onlyOne, platformWorld } from '../src/lib/core/hosts/platform';
import { memoryStorage } from '../src/lib/core/memory-storage';
import { socketRelay } from '../src/lib/core/socket-relay';
import type { Principal } from '../src/lib/model/role';
import { openSocket } from '../src/lib/sync/socket';
import type { TestRelay } from './relay-process';

/** Somebody's device over a real relay: the production core and socket, in this process. */
export async function openDevice(
	me: Principal,
	options: {
		port: number;
		getToken(): Promise<string>;
		engine?: EngineParts;
	},
) {
	const problems: string[] = [];
	const report = (error: unknown, where: string) => problems.push(`${where}: ${String(error)}`);
	const socket = openSocket({
		url: `ws://127.0.0.1:${options.port}/mux`,
		getToken: async () => ok(await options.getToken()),
		world: platformWorld,
		WebSocket,
		report,
	});
	const storage = memoryStorage();
	const core = await openCore({
		me,
		storage,
		relay: socketRelay(socket),
		lock: onlyOne,
		world: platformWorld,
		...(options.engine && { engine: options.engine }),
		report,
	});
	return {
		core,
		storage,
		problems,
		async close() {
			await core.stop();
			socket.close();
		},
	};
}

/** Devices of a relay that may be started again meanwhile, at the port that it has now. */
export function devicesOf(running: () => TestRelay, cleanups: (() => unknown)[]) {
	const { port } = running().relay;
	return async (me: Principal) => {
		const getToken = () => running().token(me.role, me.id);
		const opened = await openDevice(me, { port, getToken });
		cleanups.push(() => opened.close());
		return opened;
	};
}
