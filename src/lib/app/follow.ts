import { createSubscriber } from 'svelte/reactivity';
import type { Desk } from './desk';

/**
 * Call it before something is read from the replica: whatever is derived from it is read again when
 * the topic changes, in the same frame.
 */
export function follow({ replica }: Pick<Desk, 'replica'>, topic: string): void {
	const known = subscribers.get(replica) ?? new Map<string, () => void>();
	subscribers.set(replica, known);
	const subscribe = known.get(topic) ?? createSubscriber((update) => replica.follow(topic, update));
	known.set(topic, subscribe);
	subscribe();
}

const subscribers = new WeakMap<Desk['replica'], Map<string, () => void>>();
