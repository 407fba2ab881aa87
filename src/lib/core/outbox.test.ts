import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type DomainEvent, type EventBody, roomOf, SHOWN_ENGINE } from '../model/event';
import type { PendingEvent } from './ports';
import { type Batch, createOutbox } from './outbox';

const CONTACT = 'con_1';

function pending(event: DomainEvent, more: Partial<PendingEvent> = {}): PendingEvent {
	return { event, contact: CONTACT, room: roomOf(CONTACT, 1, event), ...more };
}

function said(id: string) {
	const by = { kind: 'contact' as const, id: CONTACT };
	const event: DomainEvent = {
		id,
		at: 1,
		by,
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hello',
	};
	return pending(event);
}

test('I3: after words that the relay had already, nothing builds on a copy that it did not store', () => {
	let drawn = 0;
	const outbox = createOutbox(() => ++drawn / 10);
	const sent: Batch[] = [];
	const send = () => outbox.flush(undefined, (batch) => void sent.push(batch));
	outbox.add([said('ev_1'), said('ev_2')]);
	send();
	outbox.confirm(new Set(['ev_1', 'ev_2']));
	outbox.settle(1, 'stored');
	outbox.add([said('ev_3')]);
	send();
	expect(sent.map(({ items }) => items.length)).toEqual([2, 1]);
	const [first, second] = sent.map(({ parts }) => parts[0]?.writer);
	expect(second).not.toBe(first);
});

describe('I7, E-30: a turn of the engine is in one batch', () => {
	const run = 'run_1';
	const engine = { kind: 'engine', id: 'runner' } as const;
	const conversation = 'cnv_1';
	/** A journal, and so many words of so many characters. */
	const turn = (name: string, words: number, length = 1): PendingEvent[] => {
		const text = 'x'.repeat(length);
		const body: EventBody = { type: 'messageSent', conversation, text };
		const journal: DomainEvent = {
			...{ id: `${name}.journal`, at: 1, by: engine, conversation },
			...{ type: 'runAdvanced', run, wokenBy: 'timer', wokenAt: 1, steps: [] },
		};
		const said = Array.from({ length: words }, (_, index): DomainEvent => {
			return { id: `${name}.${index}`, at: 1, by: SHOWN_ENGINE, ...body };
		});
		return [journal, ...said].map((event) => pending(event, { fence: 1, turn: name }));
	};
	/** Everything, batch after batch, as ids. */
	function flushAll(items: PendingEvent[]) {
		const outbox = createOutbox(Math.random);
		outbox.add(items);
		const sent: Batch[] = [];
		for (let more = true; more;) {
			const before = sent.length;
			outbox.flush(1, (batch) => void sent.push(batch));
			more = sent.length > before;
			for (const { push } of sent.slice(before)) outbox.settle(push, 'stored');
		}
		return sent;
	}
	const ids = ({ items }: Batch) => items.map(({ event }) => event.id);

	test('its journal and its words are parts of one push', () => {
		const [batch, ...others] = flushAll(turn('a', 2));
		expect(others).toEqual([]);
		expect(batch?.parts.map(({ room }) => room)).toEqual([
			'contact/con_1/1/desk',
			'contact/con_1/1/shown',
		]);
	});

	property.prop([fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 12 })])(
		'however many turns wait, none is cut, and their order stays',
		(sizes) => {
			const turns = sizes.map((size, index) => turn(`t${index}`, size));
			const sent = flushAll(turns.flat());
			for (const [index] of turns.entries()) {
				const holding = sent.filter(({ items }) => items.some((item) => item.turn === `t${index}`));
				expect(holding).toHaveLength(1);
			}
			expect(sent.flatMap(ids)).toEqual(turns.flat().map(({ event }) => event.id));
		},
	);

	test('of one that no frame can hold, the words go before the journal', () => {
		const sent = flushAll(turn('a', 5, 60_000));
		expect(sent.length).toBeGreaterThan(1);
		const journaled = sent.findIndex((batch) => ids(batch).includes('a.journal'));
		expect(journaled).toBe(sent.length - 1);
		expect(sent.flatMap(ids)).toHaveLength(6);
	});

	test('refused, it is put back whole, and alone', () => {
		const outbox = createOutbox(Math.random);
		outbox.add([...turn('a', 2), ...turn('b', 2)]);
		const sent: Batch[] = [];
		const flush = () => outbox.flush(1, (batch) => void sent.push(batch));
		flush();
		const refused = outbox.settle(1, 'refused');
		outbox.retry(refused!, true);
		flush();
		outbox.settle(2, 'stored');
		flush();
		expect(sent.slice(1).map(ids)).toEqual([
			['a.journal', 'a.0', 'a.1'],
			['b.journal', 'b.0', 'b.1'],
		]);
	});
});
