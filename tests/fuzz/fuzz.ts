import * as Y from 'yjs';
import { seededRandom } from '../../src/lib/base/random';
import { createWriter } from '../../src/lib/documents/event-log';
import { contactRoom, parseRoom } from '../../src/lib/model/room';
import {
	decodeBinary,
	encodeChannel,
	encodeControl,
	encodeParts,
	encodePush,
} from '../../src/lib/sync/wire';
import { LIMITS } from '../../sync-server/limits';
import { awarenessMessage, stepOne, updateMessage } from '../../sync-server/messages';
import { Room } from '../../sync-server/room';
import { createTrials } from '../../sync-server/trials';
import { ADA, AGENT, NOW, said } from '../guard-harness';
import { createTestHub } from '../relay-harness';

/**
 * Hostile bytes made from real ones, against the guard and the hub as they run in earnest. What is
 * counted must be zero at the end: a throw, something that waits, or a canvas that reads in two
 * ways, among what was accepted.
 */
export type Found = {
	offered: number;
	accepted: number;
	/** What the guard let through and the trial stopped. */
	stopped: number;
	threw: number;
	waiting: number;
	/** Canvases that read otherwise from a snapshot or merged. */
	differing: number;
};

type Random = () => number;
const OWNER = { id: AGENT, role: 'owner' } as const;
/** A canvas begins anew after so many, as real ones do not hold thousands of authors. */
const UPDATES_OF_A_CANVAS = 400;

/** Each accepted update is applied once more, to a document that nothing else has touched. */
export function fuzzCanvases(count: number, seed: string): Found {
	const random = seededRandom(`canvas ${seed}`);
	const found: Found = { offered: 0, accepted: 0, stopped: 0, threw: 0, waiting: 0, differing: 0 };
	for (let i = 0; i < count; i += UPDATES_OF_A_CANVAS) {
		fuzzCanvas(Math.min(UPDATES_OF_A_CANVAS, count - i), random, found);
	}
	return found;
}

function fuzzCanvas(count: number, random: Random, found: Found): void {
	const room = new Room('workspace', parseRoom('workspace')!, LIMITS, () => NOW);
	const trials = createTrials();
	let accepted: Uint8Array[] = [];
	const load = () =>
		trials.load('workspace', { entries: accepted.map((update, seq) => ({ seq, update })) });
	load();
	const reader = new Y.Doc();
	const source = new Source(random);
	for (let i = 0; i < count; i++) {
		const update = random() < 0.25 ? source.edit() : mutate(source.any(), random);
		found.offered++;
		const verdict = room.examine(update, {
			who: OWNER,
			now: NOW,
			isHost: false,
			ownerOf: () => undefined,
		});
		if (verdict.kind !== 'store') continue;
		const stored = verdict.update;
		if (trials.tryOut('workspace', stored) !== 'sound') {
			found.stopped++;
			load();
			continue;
		}
		room.accept(stored, verdict, OWNER.id);
		room.durable(i + 1, stored);
		accepted.push(stored);
		found.accepted++;
		try {
			Y.applyUpdate(reader, stored);
		} catch {
			found.threw++;
			return;
		}
		if (reader.store.pendingStructs || reader.store.pendingDs) {
			found.waiting++;
			return;
		}
		source.learn(stored);
	}
	if (new Set(readingsOf(accepted)).size > 1) found.differing++;
	accepted = [];
	reader.destroy();
}

/** What those read who get the updates one by one, as a snapshot, and merged. */
function readingsOf(updates: readonly Uint8Array[]): string[] {
	const inOrder = documentOf(updates);
	const snapshot = Y.encodeStateAsUpdate(inOrder);
	const others = [[snapshot], [Y.mergeUpdates([...updates])]];
	return [inOrder, ...others.map(documentOf)].map((doc) =>
		JSON.stringify([...ROOTS].map(([name, read]) => [name, read(doc)])),
	);
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	for (const update of updates) Y.applyUpdate(doc, update);
	return doc;
}

const ROOTS = new Map<string, (doc: Y.Doc) => unknown>([
	['map', (doc) => Object.entries(doc.getMap('map').toJSON()).sort()],
	['list', (doc) => doc.getArray('list').toJSON()],
	['text', (doc) => doc.getText('text').toDelta()],
	['xml', (doc) => doc.getXmlFragment('xml').toJSON()],
]);

/** Real edits of two people who see each other's, and what was accepted. */
class Source {
	readonly #random: Random;
	readonly #docs = [new Y.Doc(), new Y.Doc()];
	readonly #pool: Uint8Array[] = [];

	constructor(random: Random) {
		this.#random = random;
		for (const [i, doc] of this.#docs.entries()) {
			// Small ids: a changed byte often names another client that exists.
			doc.clientID = 1 + i;
			doc.on('update', (update: Uint8Array) => this.#pool.push(update));
			this.edit();
		}
	}

	any(): Uint8Array {
		const kept = this.#pool.slice(-60);
		return kept[Math.floor(this.#random() * kept.length)] ?? new Uint8Array();
	}

	edit(): Uint8Array {
		const random = this.#random;
		const doc = this.#docs[random() < 0.5 ? 0 : 1]!;
		const before = Y.encodeStateVector(doc);
		try {
			EDITS[Math.floor(random() * EDITS.length)]!(doc, random);
		} catch {
			// What was accepted may stand where this edit expects a text or a list of its own.
		}
		return Y.encodeStateAsUpdate(doc, before);
	}

	learn(update: Uint8Array): void {
		for (const doc of this.#docs) {
			try {
				Y.applyUpdate(doc, update);
			} catch {
				// These documents are ahead of the canvas with edits that were never offered.
			}
		}
	}
}

const EDITS: ((doc: Y.Doc, random: Random) => unknown)[] = [
	(doc, random) => doc.getMap('map').set(`key_${Math.floor(random() * 6)}`, random()),
	(doc, random) => doc.getMap('map').set(`key_${Math.floor(random() * 6)}`, new Y.Map([['x', 1]])),
	(doc, random) => doc.getMap('map').delete(`key_${Math.floor(random() * 6)}`),
	(doc, random) =>
		place(doc.getArray('list'), random, (list, at) => list.insert(at, [{ a: at }, 'b'])),
	(doc, random) =>
		place(doc.getArray('list'), random, (list, at) => list.length > at && list.delete(at, 1)),
	(doc, random) => doc.getArray('list').push([new Y.Text(`t${random()}`)]),
	(doc, random) => place(doc.getText('text'), random, (text, at) => text.insert(at, 'añ🎈')),
	(doc, random) =>
		place(doc.getText('text'), random, (text, at) =>
			text.delete(at, Math.min(2, text.length - at)),
		),
	(doc, random) =>
		place(doc.getText('text'), random, (text, at) => text.format(at, 3, { bold: random() < 0.5 })),
	(doc) => doc.getXmlFragment('xml').insert(0, [new Y.XmlElement('p'), new Y.XmlText('x')]),
];

function place<T extends { length: number }>(
	type: T,
	random: Random,
	act: (type: T, at: number) => unknown,
) {
	act(type, Math.floor(random() * (type.length + 1)));
}

/** Bytes changed, cut out or doubled; small numbers most of all, for they are ids and clocks. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
	const list = [...bytes];
	const at = () => Math.floor(random() * list.length);
	for (let i = 1 + Math.floor(random() * 3); i > 0; i--) {
		const kind = random();
		if (kind < 0.45) list[at()] = Math.floor(random() * 12);
		else if (kind < 0.65) list[at()] = Math.floor(random() * 256);
		else if (kind < 0.8) list[at()]! ^= 1 << Math.floor(random() * 8);
		else if (kind < 0.87) list.splice(at(), 1);
		else if (kind < 0.94) list.splice(at(), 0, Math.floor(random() * 256));
		else if (kind < 0.97) list.splice(at(), 0, ...list.slice(at(), at() + 4));
		else list.length = Math.max(1, at());
	}
	return Uint8Array.from(list, (byte) => byte & 255);
}

export type FoundFrames = { sent: number; closed: number; acked: number; refused: number };

const SAID = contactRoom(ADA, 1, 'said');
const FRAMES_OF_A_SOCKET = 200;

/** Frames of every kind, on sockets of every role; whoever is closed comes back. */
export async function fuzzFrames(count: number, seed: string): Promise<FoundFrames> {
	const random = seededRandom(`frames ${seed}`);
	const stage = createTestHub({ limits: GENEROUS });
	const found: FoundFrames = { sent: 0, closed: 0, acked: 0, refused: 0 };
	const tokens = [
		`contact:${ADA}`,
		`agent:${AGENT}:dev_1`,
		`owner:${AGENT}:dev_2`,
		'runner:runner',
	];
	const source = new Source(random);
	let number = 0;
	while (found.sent < count) {
		const client = await stage.join(tokens[Math.floor(random() * tokens.length)]!);
		for (let i = 0; i < FRAMES_OF_A_SOCKET && found.sent < count; i++) {
			if (client.state.closed) break;
			const frame = FRAMES[Math.floor(random() * FRAMES.length)]!(source, ++number);
			const isWhole = random() < 0.6;
			if (typeof frame !== 'string')
				client.session.message(isWhole ? frame : mutate(frame, random));
			else client.session.message(isWhole ? frame : mutateText(frame, random));
			found.sent++;
			if (i % 20 === 0) await stage.turn();
		}
		await stage.turn();
		if (client.state.closed) found.closed++;
		client.session.gone();
		for (const each of client.take()) {
			if ('t' in each && each.t === 'ack') found.acked++;
			if ('t' in each && each.t === 'refused') found.refused++;
		}
	}
	await stage.turn();
	const { sessions, followers } = stage.hub.stats();
	if (sessions + followers > 0)
		throw new Error(`${sessions} sessions and ${followers} followers leak`);
	const [problem] = stage.problems;
	if (problem) throw problem;
	return found;
}

const MANY = { perSecond: 1e9, burst: 1e9 };
const GENEROUS = { teamRate: MANY, contactRate: MANY, addressRate: MANY };

const FRAMES: ((source: Source, number: number) => string | Uint8Array)[] = [
	(source, push) => encodePush({ push, fence: 0, room: 'workspace', update: source.edit() }),
	(source, push) => encodePush({ push, fence: 0, room: 'public', update: source.any() }),
	(_, push) => encodePush({ push, fence: 0, room: SAID, update: words(push) }),
	(_, push) =>
		encodeParts({
			push,
			fence: 1,
			parts: [
				{ room: contactRoom(ADA, 1, 'desk'), update: words(push) },
				{ room: contactRoom(ADA, 1, 'shown'), update: words(push + 1) },
			],
		}),
	(source) => encodeChannel(1, updateMessage(source.edit())),
	(source) => encodeChannel(2, updateMessage(source.any())),
	() => encodeChannel(1, awarenessMessage([{ client: 1, clock: 1, state: '{"a":1}' }])),
	() => encodeChannel(1, stepOne(new Room('public', { kind: 'public' }, LIMITS, () => NOW).known)),
	() => encodeControl({ t: 'open', channel: 1, room: 'workspace' }),
	() => encodeControl({ t: 'open', channel: 2, room: SAID }),
	() => encodeControl({ t: 'close', channel: 1 }),
	() => encodeControl({ t: 'feed', since: 0 }),
	() => encodeControl({ t: 'lease', preference: 2 }),
	() => encodeControl({ t: 'ping', sent: 1 }),
];

function words(number: number): Uint8Array {
	return createWriter(number % 250).append([said(`evt_${number % 90}`, { at: 1_000_000 })]);
}

function mutateText(text: string, random: Random): string {
	return new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
}

/** Decoding alone, which is where a frame is met first. */
export function fuzzDecoding(count: number, seed: string): number {
	const random = seededRandom(`decoding ${seed}`);
	const source = new Source(random);
	let understood = 0;
	for (let i = 0; i < count; i++) {
		const frame = FRAMES[i % 7]!(source, i);
		if (typeof frame !== 'string' && decodeBinary(mutate(frame, random))) understood++;
	}
	return understood;
}
