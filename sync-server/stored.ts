import * as Y from 'yjs';
import { whyNotApplicable } from './applicable';
import { versionsOf } from './ledger';
import type { StoredRoom } from './log';
import { Ranges } from './ranges';
import { SKIP, scanUpdate } from './update';

/**
 * The document of what is stored: everything that applies stored bytes goes through here.
 *
 * D1 An entry that Yjs cannot apply is left out and named, and takes nothing else with it: each is
 *    applied when all that it refers to is there, so that it is at fault itself if Yjs throws.
 * D2 What waits for something missing stays in the document, and in its snapshot.
 */
export type Stored = Pick<StoredRoom, 'snapshot' | 'entries'>;
export type Opened = { doc: Y.Doc; aside: number[] };
type Version = { seq: number; update: Uint8Array };

/**
 * Of a canvas that is harmless: in one transaction, which takes a third of the time. Undefined if
 * Yjs does not apply all of it, which is then to be read with care.
 */
export function documentOfHarmless(stored: Stored): Y.Doc | undefined {
	const doc = emptyDocument();
	try {
		doc.transact(() => {
			for (const { update } of versionsOf(stored)) Y.applyUpdate(doc, update);
		});
		if (!doc.store.pendingStructs && !doc.store.pendingDs) return doc;
	} catch {
		// What stands there is told by the careful reading.
	}
	doc.destroy();
	return undefined;
}

export function documentOf(stored: Stored): Opened {
	const aside: number[] = [];
	const applied: Version[] = [];
	const known = new Ranges();
	let doc = emptyDocument();
	let waiting = versionsOf(stored);

	function apply(version: Version): void {
		try {
			Y.applyUpdate(doc, version.update);
			applied.push(version);
		} catch {
			// What threw may have left half of itself behind.
			aside.push(version.seq);
			doc.destroy();
			doc = emptyDocument();
			for (const { update } of applied) Y.applyUpdate(doc, update);
		}
	}

	for (let before = -1; waiting.length > 0 && waiting.length !== before;) {
		before = waiting.length;
		waiting = waiting.filter((version) => {
			const scan = scanUpdate(version.update, { maxStructs: Infinity, trusted: true });
			if (!scan.ok) aside.push(version.seq);
			else if (whyNotApplicable(scan, known) !== undefined) return true;
			else {
				const count = applied.length;
				apply(version);
				if (applied.length > count) learn(scan, known);
			}
			return false;
		});
	}
	for (const version of waiting) apply(version);
	return { doc, aside };
}

function emptyDocument(): Y.Doc {
	return new Y.Doc({ guid: 'stored', gc: true });
}

function learn(scan: Extract<ReturnType<typeof scanUpdate>, { ok: true }>, known: Ranges): void {
	for (const { client, clock, length, content } of scan.structs) {
		if (content !== SKIP) known.add(client, clock, length);
	}
}
