import { workspaceReplica } from '../../documents/workspace-replica';
import { decide } from '../../engine/decide';
import { silencesOf } from '../../engine/episodes';
import type { Session } from '../../read/device';
import { DATABASE_VERSION, databaseName } from '../../read/names';
import { packInBackground } from '../../read/packing';
import { deviceStorage } from '../../read/storage';
import { openSocket } from '../../sync/socket';
import { deviceTokens } from '../../sync/tokens';
import { type Core, openCore } from '../core';
import { createEngineHost } from '../engine-host';
import { socketRelay } from '../socket-relay';
import { type HostStatus, statusChannel } from './messages';
import { onlyOne, platformWorld, reportToConsole } from './platform';
import { webLock } from './web-lock';

/** The core of the person who is signed in on this browser, wherever it is hosted. */
export type SessionCore = {
	core: Core;
	/** Tells the pages how it stands: those that have just come know nothing. */
	tellStatus(): void;
	reconnect(): void;
	stop(): Promise<void>;
};

export async function openSessionCore(
	session: Session,
	preference: () => number,
	/** Ends the waiting for another host of this browser to go: this one is not wanted any more. */
	leaving?: AbortSignal,
): Promise<SessionCore> {
	const { workspace, me, relay } = session;
	const name = databaseName(workspace.id);
	const storage = deviceStorage(name);
	const lock = 'locks' in navigator ? webLock(`relevo:${workspace.id}:core`, leaving) : onlyOne;
	const held = await lock.acquire();
	const socket = relay
		? openSocket({
				url: `${relay.replace(/^http/, 'ws')}/mux`,
				getToken: deviceTokens({ relay, secret: session.secret, now: platformWorld.now }),
				world: platformWorld,
				WebSocket,
				report: reportToConsole,
			})
		: null;
	const packing = packInBackground(name, reportToConsole);
	const closeAll = () => {
		packing.stop();
		socket?.close();
		storage.close();
	};
	const core = await openCore({
		me: { id: me.id, role: me.role },
		storage,
		relay: socket && socketRelay(socket),
		lock: { acquire: () => Promise.resolve(held) },
		world: platformWorld,
		engine: {
			createHost: createEngineHost,
			decide,
			silences: silencesOf,
			workspace: workspaceReplica(),
		},
		preference,
		report: reportToConsole,
	}).catch((error: unknown) => {
		closeAll();
		throw error;
	});
	const pages = statusChannel(workspace.id);
	function tellStatus(): void {
		const status: HostStatus = { ...core.status(), store: DATABASE_VERSION };
		pages.postMessage(status);
	}
	core.onChange(tellStatus);
	tellStatus();
	return {
		core,
		tellStatus,
		reconnect: () => socket?.retry(),
		async stop() {
			await core.stop();
			pages.close();
			closeAll();
		},
	};
}
