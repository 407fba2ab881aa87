import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 20_000;

const subscribe = createSubscriber((update) => {
	const timer = setInterval(update, TICK_MS);
	return () => clearInterval(timer);
});

/** The wall clock for words such as "2 min": read in a template, it moves by itself. */
export function now(): number {
	subscribe();
	return Date.now();
}
