import { workspaceReplica } from '../../documents/workspace-replica';
import { decide } from '../../engine/decide';
import { silencesOf } from '../../engine/episodes';
import { type GetToken, openSocket, type PlatformSocket } from '../../sync/socket';
import { LEASE_PREFERENCE } from '../../sync/wire';
import { type Core, openCore } from '../core';
import { createEngineHost } from '../engine-host';
import type { Storage } from '../ports';
import { socketRelay } from '../socket-relay';
import { onlyOne, platformWorld } from './platform';

export type NodeCoreOptions = {
	/** Of the mux: `ws://localhost:8787/mux`. */
	url: string;
	/** The author id of what the engine does here. */
	id: string;
	getToken: GetToken;
	/** `ws`'s class: Node 20 has none of its own. */
	WebSocket: new (url: string, protocols: string[]) => PlatformSocket;
	storage: Storage;
	report(error: unknown, where: string): void;
};

export type NodeCore = { core: Core; stop(): Promise<void> };

/** Hosts the core in Node, as the workspace's runner: automation goes on with no browser open. */
export async function openNodeCore(options: NodeCoreOptions): Promise<NodeCore> {
	const { url, id, getToken, report } = options;
	const world = platformWorld;
	const socket = openSocket({ url, getToken, world, WebSocket: options.WebSocket, report });
	const core = await openCore({
		me: { id, role: 'runner' },
		storage: options.storage,
		relay: socketRelay(socket),
		lock: onlyOne,
		world,
		engine: {
			createHost: createEngineHost,
			decide,
			silences: silencesOf,
			workspace: workspaceReplica(),
		},
		preference: () => LEASE_PREFERENCE.runner,
		report,
	});
	return {
		core,
		async stop() {
			await core.stop();
			socket.close();
		},
	};
}
