import 'fake-indexeddb/auto';
import { expect } from 'vitest';
import { type OpenDesk, openDesk } from '../src/lib/app/open-desk.svelte';

/** What tests of the desk's own writing begin with. */

// Browsers have it; Node does not yet.
globalThis.reportError = (error) => expect.unreachable(String(error));

let workspaces = 0;

/** A desk in a workspace of its own, with no core behind it: what it writes stays. */
export function openLoneDesk(role: OpenDesk['me']['role'] = 'owner'): Promise<OpenDesk> {
	const me = { id: 'agt_ana', role, name: 'Ana' };
	const workspace = { id: `ws_lone${++workspaces}`, name: 'Tienda', locale: 'es' as const };
	return openDesk({ workspace, me, relay: null, secret: '' }, () => ({
		wake() {},
		reconnect() {},
		fetch() {},
		onStatus() {},
		onUpdate() {},
		update() {},
		stop: () => Promise.resolve(),
	}));
}
