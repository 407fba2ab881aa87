import { z } from '../lib/model/schema';
import { Identity } from './host';

/**
 * What tabs tell each other. `online` and `offline` are said by the leading tab, when it changes
 * and whenever one asks; `moved` by the tab that learnt that this visitor goes on as another
 * contact, or with another secret.
 */
export type TabMessage = z.infer<typeof TabMessage>;

/** The other tabs of this browser that show the same visitor. */
export type Tabs = {
	tell(message: TabMessage): void;
	listen(listener: (message: TabMessage) => void): void;
	close(): void;
};

const TabMessage = z.union([
	z.enum(['changed', 'wake', 'online', 'offline', 'ask']),
	z.object({ moved: Identity, isAnother: z.optional(z.boolean()) }),
]);

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
					const message = TabMessage.safeParse(data);
					if (message.success) listener(message.data);
				}),
			close: () => channel.close(),
		};
	} catch {
		// Denied: there is nobody to tell.
		return { tell() {}, listen() {}, close() {} };
	}
}

/**
 * Calls back once, when this tab is the one that talks to the relay: now, or when the leading tab
 * goes. Returns how to stop leading, or waiting for it.
 */
export function whenLeading(name: string, lead: () => void): () => void {
	let leave = () => {};
	let hasLeft = false;
	// Held for as long as the tab leads: closing the tab releases it too.
	void alone(name, () => {
		if (hasLeft) return Promise.resolve();
		lead();
		return new Promise<void>((resolve) => (leave = resolve));
	});
	return () => {
		hasLeft = true;
		leave();
	};
}

/**
 * Runs the task while no other tab runs one of this name; `isAlone` is false where the browser
 * denies that.
 */
export async function alone(
	name: string,
	task: (isAlone: boolean) => Promise<void>,
): Promise<void> {
	let hasBegun = false;
	const begin = (isAlone: boolean) => {
		hasBegun = true;
		return task(isAlone);
	};
	try {
		await navigator.locks.request(name, () => begin(true));
	} catch (error) {
		if (hasBegun) throw error;
		// Denied: nobody else can lead either.
		await begin(false);
	}
}
