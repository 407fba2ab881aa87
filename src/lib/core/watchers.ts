import type { ContactState } from '../model/contact-state';
import type { DomainEvent, UnknownEvent } from '../model/event';
import type { Inside } from './inside';
import type { PendingEvent } from './ports';

/** What a host without rows shows. The core changes the state in place: copy what you keep. */
export type ContactView = {
	state: ContactState;
	events: readonly DomainEvent[];
	/** Made with a newer version. */
	unknown: readonly UnknownEvent[];
	/** Saved here, not yet confirmed by the relay. */
	isPending(id: string): boolean;
};

export type Watchers = {
	add(contact: string, callback: (view: ContactView) => void): () => void;
	changed(contact: string): void;
	tell(contact: string, view: ContactView, report: (error: unknown, where: string) => void): void;
};

/** `show` is asked to call `tell` soon, for a contact that somebody watches. */
export function createWatchers(show: (contact: string) => void): Watchers {
	const watchers = new Map<string, Set<(view: ContactView) => void>>();
	return {
		add(contact, callback) {
			const known = watchers.get(contact) ?? new Set();
			watchers.set(contact, known.add(callback));
			show(contact);
			return () => {
				known.delete(callback);
				if (!known.size && watchers.get(contact) === known) watchers.delete(contact);
			};
		},
		changed(contact) {
			if (watchers.has(contact)) show(contact);
		},
		tell(contact, view, report) {
			for (const callback of [...(watchers.get(contact) ?? [])]) {
				try {
					callback(view);
				} catch (error) {
					report(error, 'watcher');
				}
			}
		},
	};
}

/** `stored`: what waits in storage and is in no outbox. */
export async function viewOf(
	{ folds, outbox }: Pick<Inside, 'folds' | 'outbox'>,
	contact: string,
	stored: readonly PendingEvent[],
): Promise<ContactView> {
	const { state, events, unknown } = await folds.get(contact);
	const waiting = new Set(stored.map(({ event }) => event.id));
	return { state, events, unknown, isPending: (id) => outbox.has(id) || waiting.has(id) };
}
