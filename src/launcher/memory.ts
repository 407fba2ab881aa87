import type { Identity } from './protocol';

/** What one browser remembers of one workspace between pages, on the customer's own origin. */
export type Memory = {
	identity: Identity | null;
	/** The `user_id` that the page gave with it: another one is another person. */
	user?: string;
	unread: number;
	watch: boolean;
	color?: string;
};

const EMPTY: Memory = { identity: null, unread: 0, watch: false };

/**
 * Read anew each time: another tab may have become somebody else. Falls back to this page's memory
 * alone where the browser denies storage.
 */
export function openMemory(workspace: string) {
	const key = `relevo:${workspace}`;
	let value = EMPTY;
	function get(): Memory {
		const kept = attempt(() => JSON.parse(localStorage.getItem(key) ?? '{}'));
		return (value = kept ? { ...EMPTY, ...kept } : value);
	}
	function set(change: Partial<Memory>): void {
		value = { ...get(), ...change };
		attempt(() => localStorage.setItem(key, JSON.stringify(value)));
	}
	return {
		get,
		set,
		clear() {
			value = EMPTY;
			attempt(() => localStorage.removeItem(key));
		},
	};
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		// Denied or malformed: the caller goes on with what it has.
		return undefined;
	}
}
