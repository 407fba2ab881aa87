import { liveQuery } from 'dexie';

/** The part of Dexie's observable that we rely on; Dexie names it in the package's own types. */
export type Observable<T> = {
	subscribe(
		next: (value: T) => void,
		error: (problem: unknown) => void,
	): {
		unsubscribe(): void;
	};
};

/**
 * Runs a query now and again after every commit, in any tab or worker, that touches what it read.
 */
export function observe<T>(query: () => Promise<T>): Observable<T> {
	return liveQuery(query);
}
