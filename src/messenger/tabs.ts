import type { TabMessage, Tabs } from './visitor-log';

const MESSAGES: readonly TabMessage[] = ['changed', 'wake', 'online', 'offline', 'ask'];

/**
 * Where the browser denies storage it denies these too; then this tab is the only one that it knows
 * of.
 */
export function openTabs(name: string): Tabs {
	try {
		const channel = new BroadcastChannel(name);
		return {
			tell: (message) => channel.postMessage(message),
			listen: (listener) =>
				channel.addEventListener('message', ({ data }) => {
					const message = MESSAGES.find((known) => known === data);
					if (message) listener(message);
				}),
		};
	} catch {
		// Denied: there is nobody to tell.
		return { tell() {}, listen() {} };
	}
}

/**
 * Calls back once, when this tab is the one that talks to the relay: now, or when the leading tab
 * goes.
 */
export function whenLeading(name: string, lead: () => void): void {
	const alone = () => lead();
	try {
		// Held for as long as the tab lives: the promise never resolves, and closing the tab releases
		// it.
		navigator.locks
			.request(name, () => {
				lead();
				return new Promise(() => {});
			})
			.catch(alone);
	} catch {
		// Denied: nobody else can lead either.
		alone();
	}
}
