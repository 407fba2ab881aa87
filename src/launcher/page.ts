/**
 * The customer's document, read in ways that its markup cannot redirect: `<form name="body">`
 * replaces `document.body`, even `document.createElement`, but not what stands on the prototype.
 */
export function own<K extends keyof Document>(name: K): Document[K] {
	return Reflect.get(prototype, name, document);
}

const prototype: object = Document.prototype;

export function element<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
	return Reflect.get(prototype, 'createElement').call(document, tag);
}

export function svgElement(tag: string): SVGElement {
	return Reflect.get(prototype, 'createElementNS').call(document, SVG, tag);
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Before the body is parsed there is nothing to stand beside; snippets in the head arrive that
 * early.
 */
export function whenBody(callback: () => void): void {
	if (own('body')) callback();
	else addEventListener('DOMContentLoaded', callback, { once: true });
}

/** Calls back after each change of address that did not load a new document. */
export function onPageChange(callback: () => void, signal: AbortSignal): void {
	let last = location.href;
	const changed = () => {
		if (location.href === last || signal.aborted) return;
		last = location.href;
		// Routers set the title a moment after the address.
		setTimeout(callback, 150);
	};
	if ('navigation' in window) {
		window.navigation.addEventListener('currententrychange', changed, { signal });
		return;
	}
	// No Navigation API: history tells of going back, and the two that push are wrapped.
	addEventListener('popstate', changed, { signal });
	for (const name of ['pushState', 'replaceState'] as const) {
		const original = history[name];
		history[name] = function (...args) {
			original.apply(this, args);
			changed();
		};
	}
}
