import * as Y from 'yjs';
import type { Workspace } from '../model/workspace';
import { readWorkspace } from './workspace';

/** The `workspace` canvas as the engine's host follows it: updates in any order, plain data out. */
export function workspaceReplica(): { apply(update: Uint8Array): void; read(): Workspace } {
	const doc = new Y.Doc({ guid: 'workspace' });
	return {
		apply: (update) => Y.applyUpdate(doc, update),
		read: () => readWorkspace(doc),
	};
}
