import { getContext, setContext } from 'svelte';

/**
 * Where the person is and how to go elsewhere. The routes give it, so that screens need no router
 * and can be drawn in a test. `path` is reactive.
 */
export type Place = {
	readonly path: string;
	go(path: string, options?: { replace?: boolean }): void;
};

const KEY = Symbol('place');

export function setPlace(place: Place): void {
	setContext(KEY, place);
}

export function getPlace(): Place {
	return getContext(KEY);
}
