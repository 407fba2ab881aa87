import { getContext, setContext } from 'svelte';

/**
 * Where the person is and how to go elsewhere. The routes give it, so that screens need no router
 * and can be drawn in a test. `path` is reactive.
 */
export type Place = {
	readonly path: string;
	go(path: string, options?: { replace?: boolean }): void;
};

/**
 * An address of this desk with ids in it. An id is data, and others may have chosen it: whatever it
 * spells stays in its place of the address (case 51).
 */
export function to(parts: TemplateStringsArray, ...ids: string[]): string {
	const encoded = ids.map((id) => encodeURIComponent(id.toWellFormed()).replaceAll('%3A', ':'));
	return String.raw({ raw: parts }, ...encoded);
}

const KEY = Symbol('place');

export function setPlace(place: Place): void {
	setContext(KEY, place);
}

export function getPlace(): Place {
	return getContext(KEY);
}
