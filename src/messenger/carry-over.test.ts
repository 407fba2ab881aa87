import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { memoryStorage } from '../lib/core/memory-storage';
import type { DomainEvent, EventBody } from '../lib/model/event';
import { contactRoom } from '../lib/model/room';
import { carryOver } from './carry-over';
import { type MessengerStorage, openStorage, rememberRefused } from './storage';
import { eventsOf } from '../../tests/stored';

const ANONYMOUS = 'con_00000000000000000000000000';
const PROVEN = 'con_11111111111111111111111111';
const conversation = 'cnv_0000000000000000';
const page = 'https://tienda.example/';
const started = by('contact', 1, { type: 'conversationStarted', conversation, page });
const hello = by('contact', 2, { type: 'messageSent', conversation, text: 'Hola' });
const asked = by('engine', 3, {
	type: 'promptShown',
	conversation,
	text: '¿Qué pasó?',
	input: { kind: 'buttons', options: [{ id: 'size', label: 'No es mi talla' }] },
	typing: true,
});
const pressed = by('contact', 4, {
	type: 'buttonPressed',
	conversation,
	prompt: asked.id,
	option: 'size',
});
const more = by('contact', 5, { type: 'messageSent', conversation, text: 'quiero una devolución' });
let count = 0;

test('words that never left go on as the proven contact, in a conversation of their own', async () => {
	const [from, to] = await bothStorages();
	await write(from, { pending: [started, hello] });
	await carryOver(from, to, PROVEN);
	const pending = await to.pending();
	expect(pending).toMatchObject([
		{
			room: contactRoom(PROVEN, 1, 'said'),
			contact: PROVEN,
			event: { ...asProven(started), page },
		},
		{ event: { ...asProven(hello), text: 'Hola' } },
	]);
	const conversations = pending.map(({ event }) => 'conversation' in event && event.conversation);
	expect(new Set(conversations).size).toBe(1);
	expect(conversations[0]).not.toBe(conversation);
	expect(await from.pending()).toEqual([]);
});

test('what the relay has stays with the contact that it knows as the author', async () => {
	const [from, to] = await bothStorages();
	await write(from, { confirmed: [started, hello, asked], pending: [more] });
	await carryOver(from, to, PROVEN);
	const texts = (await eventsOf(to, PROVEN)).flatMap((event) =>
		'text' in event ? event.text : [],
	);
	expect(texts).toEqual(['quiero una devolución']);
});

test('case 43: an answer goes as its words, not as an answer to a question never asked there', async () => {
	const [from, to] = await bothStorages();
	await write(from, { confirmed: [started, hello, asked], pending: [pressed] });
	await carryOver(from, to, PROVEN);
	expect((await to.pending()).map(({ event }) => event)).toMatchObject([
		{ type: 'conversationStarted' },
		{ type: 'messageSent', text: 'No es mi talla' },
	]);
});

test('carried twice, after a crash between the two databases, is carried once', async () => {
	const [from, to] = await bothStorages();
	await write(from, { pending: [started, hello] });
	const crashing: MessengerStorage = { ...from, commit: () => Promise.reject(new Error('killed')) };
	await expect(carryOver(crashing, to, PROVEN)).rejects.toThrow('killed');
	await carryOver(from, to, PROVEN);
	await carryOver(from, to, PROVEN);
	expect(await to.pending()).toHaveLength(2);
	expect(await eventsOf(to, PROVEN)).toHaveLength(2);
});

test('C2: the words are in both places until the new identity is kept', async () => {
	const [from, to] = await bothStorages();
	await write(from, { pending: [started, hello] });
	const steps: string[] = [];
	const watched = (name: string, storage: MessengerStorage): MessengerStorage => ({
		...storage,
		async commit(change) {
			await storage.commit(change);
			steps.push(name);
		},
	});
	const settle = () => void steps.push('kept');
	await carryOver(watched('taken', from), watched('stored', to), PROVEN, settle);
	expect(steps).toEqual(['stored', 'kept', 'taken']);
	// Nothing to carry: the identity is kept all the same.
	await carryOver(from, to, PROVEN, settle);
	expect(steps).toEqual(['stored', 'kept', 'taken', 'kept']);
});

test('the words of a browser that denies storage are carried too', async () => {
	const from = rememberRefused(memoryStorage());
	const to = rememberRefused(memoryStorage());
	await write(from, { pending: [started, hello] });
	await carryOver(from, to, PROVEN);
	expect(await to.pending()).toHaveLength(2);
});

async function bothStorages(): Promise<[MessengerStorage, MessengerStorage]> {
	const workspace = `ws_carry${count++}`;
	return [await openStorage(workspace, ANONYMOUS), await openStorage(workspace, PROVEN)];
}

async function write(
	storage: MessengerStorage,
	{ confirmed = [], pending = [] }: { confirmed?: DomainEvent[]; pending?: DomainEvent[] },
): Promise<void> {
	await storage.commit({
		events: confirmed.map((event) => ({ contact: ANONYMOUS, chapter: 1, event, writer: 1 })),
		pending: pending.map((event) => ({
			room: contactRoom(ANONYMOUS, 1, 'said'),
			contact: ANONYMOUS,
			event,
		})),
	});
}

function by(kind: 'contact' | 'engine', at: number, body: EventBody): DomainEvent {
	return {
		...body,
		id: `ev_${at}`,
		at,
		by: { kind, id: kind === 'contact' ? ANONYMOUS : 'runner' },
	};
}

function asProven({ type, at }: DomainEvent) {
	return { type, at, by: { kind: 'contact', id: PROVEN } };
}
