// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MuxSocket } from '../sync/socket';
import { PeopleTracker } from './people.svelte';

const told: unknown[] = [];
const watched: string[] = [];
const left: string[] = [];
const says: ((isTyping: boolean) => void)[] = [];

vi.mock('../sync/presence', () => ({
	openPresence: () => ({ show: (shown: unknown) => told.push(shown), close: () => {} }),
	watchTyping: (
		_: unknown,
		{ contact }: { contact: string },
		changed: (isTyping: boolean) => void,
	) => {
		watched.push(contact);
		says.push(changed);
		return { typing: () => {}, stop: () => left.push(contact) };
	},
}));

let people: PeopleTracker;
const settled = () => new Promise((resolve) => setTimeout(resolve, 250));

beforeEach(async () => {
	vi.stubGlobal('reportError', (error: unknown) => told.push(error));
	const socket = { send: () => {} } as unknown as MuxSocket;
	people = new PeopleTracker(socket, { id: 'agt_1', role: 'owner', name: 'Ana' });
	await settled();
	for (const list of [told, watched, left, says]) list.length = 0;
});
afterEach(() => {
	people.stop();
	vi.unstubAllGlobals();
});

test('P1: of all that a person passes by in one frame, others are told where they end', async () => {
	for (const at of ['con_1/a', 'con_2/b', 'con_3/c']) {
		people.show({});
		people.show({ at });
	}
	expect(told).toEqual([]);
	await settled();
	expect(told).toEqual([{ status: 'online', at: 'con_3/c' }]);
	people.show({ at: 'con_3/c', typing: true });
	await settled();
	expect(told.at(-1)).toEqual({ status: 'online', at: 'con_3/c', typing: true });
});

test('P1: nobody is asked whether they type in a conversation that is only passed by', async () => {
	for (const contact of ['con_1', 'con_2']) people.watchTyping(contact).stop();
	const last = people.watchTyping('con_3');
	await settled();
	expect(watched).toEqual(['con_3']);
	last.stop();
	await settled();
	expect(left).toEqual(['con_3']);
});

test('P1: a customer who types while a person leaves the conversation is not shown for good', async () => {
	const watch = people.watchTyping('con_1');
	await settled();
	says[0]?.(true);
	expect(people.typingContacts).toEqual(['con_1']);
	watch.stop();
	expect(people.typingContacts).toEqual([]);
	says[0]?.(true);
	expect(people.typingContacts).toEqual([]);
	await settled();
	expect(left).toEqual(['con_1']);
	// Of the same customer, the next watch is told.
	people.watchTyping('con_1');
	await settled();
	says[0]?.(true);
	says[1]?.(true);
	expect(people.typingContacts).toEqual(['con_1']);
});

test('a page that is closed tells nothing more', async () => {
	people.show({ at: 'con_1/a' });
	people.stop();
	await settled();
	expect(told).toEqual([]);
});
