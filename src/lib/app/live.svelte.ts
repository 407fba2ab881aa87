import { observe } from '../read/live';

/**
 * A query's answer as state: `current` is undefined until the first one, then always the newest.
 * While another is being read, after the arguments changed, the last one stays: nothing flickers
 * (U2).
 *
 * Reactive arguments must be read before the query's first await. Call it while a component is set
 * up.
 */
export function live<T>(query: () => Promise<T>): { readonly current: T | undefined } {
	let current = $state.raw<T>();
	$effect(() => {
		let isAnswered = false;
		function answer(value: T): void {
			isAnswered = true;
			current = value;
		}
		// Dexie first runs a live query in a later task, where reactive arguments are no longer
		// tracked.
		query().then((value) => {
			if (!isAnswered) current = value;
		}, reportError);
		const subscription = observe(query).subscribe(answer, reportError);
		return () => {
			isAnswered = true;
			subscription.unsubscribe();
		};
	});
	return {
		get current() {
			return current;
		},
	};
}
