import * as Y from 'yjs';

/**
 * A document whose listeners cannot wedge it. Yjs stops cleaning up when a listener of `update`
 * throws: from then on the document neither stores nor sends, and nobody is told. That goes for
 * listeners that providers register as well, so it is the document that guards them.
 */
export function guardedDoc(room: string, report: (error: unknown, where: string) => void): Y.Doc {
	const doc = new Y.Doc({ guid: room });
	/** The guard of each listener: `off` must find what `on` has registered. */
	const guards = new WeakMap<Listener, Listener>();
	const { on, off } = doc;
	doc.on = ((name: never, listener: Listener) =>
		on.call(doc, name, guardOf(listener) as never)) as typeof on;
	doc.off = ((name: never, listener: Listener) =>
		off.call(doc, name, (guards.get(listener) ?? listener) as never)) as typeof off;

	function guardOf(listener: Listener): Listener {
		const known = guards.get(listener);
		if (known) return known;
		const guarded: Listener = (...args) => {
			try {
				return listener(...args);
			} catch (error) {
				report(error, `listener of ${room}`);
				return undefined;
			}
		};
		guards.set(listener, guarded);
		return guarded;
	}
	return doc;
}

type Listener = (...args: unknown[]) => unknown;
