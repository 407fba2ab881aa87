import { observe } from '../read/live';

/**
 * To be told of changes, a query must be read once more, which finds whatever has changed since.
 * That waits until the answer has been drawn: two readings at once would take twice as long.
 */
const UNTIL_DRAWN_MS = 50;

/**
 * A query's answer as state: `current` is undefined until the first one, then follows the device.
 * While another is being read, after the arguments changed, the last one stays: nothing flickers
 * (U2).
 *
 * Reactive arguments must be read before the query's first await. Call it while a component is set
 * up.
 */
export function live<T>(query: () => Promise<T>): { readonly current: T | undefined } {
	let current = $state.raw<T>();
	$effect(() => {
		let isOver = false;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let watched: { unsubscribe(): void } | undefined;
		function watch(): void {
			watched = observe(query).subscribe((value) => (current = value), reportError);
		}
		// Dexie first runs a live query in a later task, where reactive arguments are no longer
		// tracked.
		const answered = query().then((value) => {
			if (!isOver) current = value;
		}, reportError);
		void answered.then(() => {
			if (!isOver) timer = setTimeout(watch, UNTIL_DRAWN_MS);
		});
		return () => {
			isOver = true;
			clearTimeout(timer);
			watched?.unsubscribe();
		};
	});
	return {
		get current() {
			return current;
		},
	};
}
