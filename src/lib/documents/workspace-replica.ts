import type { Workspace } from '../model/workspace';
import { readRootMap } from './insertions';
import { workspaceFrom } from './workspace';

/**
 * The `workspace` canvas as the engine's host follows it: updates in any order, plain data out. It
 * keeps the bytes and no Y.Doc, which would be a third of the service worker.
 */
export function workspaceReplica(): { apply(update: Uint8Array): void; read(): Workspace } {
	const updates: Uint8Array[] = [];
	return {
		apply(update) {
			if (!updates.some((known) => isSame(known, update))) updates.push(update);
		},
		read: () => workspaceFrom((name) => readRootMap(updates, name)),
	};
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
