import 'fake-indexeddb/auto';
import { fc, test as property } from '@fast-check/vitest';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { foldText } from '../../base/fold-text';
import type { DomainEvent, EventBody } from '../../model/event';
import { reproject } from '../rows';
import type { Store } from '../store';
import { stagedStore, storeSent } from '../../../../tests/store-stage';
import type { Database } from '../tables';
import { search } from './search';

let db: Database;
let store: Store;
let made = 0;
beforeEach(() => void ({ db, store } = stagedStore(`ws_search${made++}`)));
afterEach(() => db.delete());

async function happens(n: number, ...bodies: EventBody[]): Promise<void> {
	const contact = `con_${String(n).padStart(20, '0')}`;
	const by = { kind: 'contact' as const, id: contact };
	const events = bodies.map((body): DomainEvent => ({ ...body, id: `ev_${++made}`, at: made, by }));
	await store.write(async (tables) => {
		await storeSent(
			tables,
			events.map((event) => ({ contact, chapter: 1, event, writer: 1 })),
		);
		await reproject(tables, [contact]);
	});
}

function says(n: number, text: string): EventBody {
	return { type: 'messageSent', conversation: `cnv_${n}`, text };
}

/** A customer who has said hello and told these details. */
async function meet(n: number, details: Record<string, string>): Promise<void> {
	await happens(n, says(n, 'hola'), { type: 'detailsGiven', details });
}

async function found(query: string): Promise<string[]> {
	return (await search(db, { query, limit: 5 })).map((row) => row.conversation.id);
}

const NAMES = [
	['Søren Kjær', ['soren', 'kjaer', 'Søren', 'SOREN KJAER', 'kjær']],
	['Łukasz Żak', ['lukasz', 'zak', 'łukasz']],
	['Weiß', ['weiss', 'weiß', 'WEISS']],
	['Đặng Thị', ['dang', 'thi', 'đặng']],
	['Işıl Öztürk', ['isil', 'ozturk', 'ISIL', 'ışıl']],
	['Zoë Œuvrard', ['zoe', 'oeuvrard']],
	['Ægir Þór', ['aegir', 'thor']],
	['María Peña', ['maria', 'pena', 'peña']],
	['Νίκος Παπαδόπουλος', ['νικος', 'παπαδοπουλος', 'ΝΙΚΟΣ']],
	['Пётр Чехов', ['петр', 'чехов', 'ЧЕХОВ']],
	['محمد علي', ['محمد', 'علي']],
	['王小明', ['小明', '王小明']],
] as const;

test.each(NAMES)('S-1: %s is found however it is typed', async (name, queries) => {
	await meet(1, { name });
	await meet(2, { name: 'Otra Persona' });
	for (const query of queries) expect(await found(query), query).toEqual(['cnv_1']);
});

test('S-1: an address is found by any part of it', async () => {
	await meet(1, { email: 'Ana.Lopez+tienda@Example.com' });
	await meet(2, { email: 'eva@example.org' });
	for (const query of ['ana.lopez', 'ANA.LOPEZ+TIENDA@example.com', 'lopez example.com']) {
		expect(await found(query), query).toEqual(['cnv_1']);
	}
});

test.each([
	['+56 9 1234 5678', ['+56912345678', '912345678', '9 1234 5678', '(56) 9-1234-5678', '12345']],
	['030/1234567', ['0301234567', '+49 30 1234567', '030 123 45 67', '30-1234567']],
	['(555) 123-4567', ['5551234567', '555.123.4567', '+1 555 123 4567', '٥٥٥١٢٣٤٥٦٧']],
])(
	'S-1: the phone %s is found by its digits, whatever stands between them',
	async (phone, queries) => {
		await meet(1, { phone });
		await meet(2, { phone: '+34 600 000 000' });
		for (const query of queries) expect(await found(query), query).toEqual(['cnv_1']);
	},
);

test('S-1: a customer who is called so comes before those who only say the word', async () => {
	await meet(1, { name: 'Ana' });
	for (let n = 2; n < 12; n++) await happens(n, says(n, 'hasta mañana'));
	expect((await found('ana'))[0]).toBe('cnv_1');
	expect(await found('ana')).toHaveLength(5);
});

test('S-1: name and words together narrow it down, and all of somebody’s conversations are found', async () => {
	await meet(1, { name: 'Ana' });
	await happens(1, { type: 'messageSent', conversation: 'cnv_later', text: 'mi factura' });
	await happens(2, says(2, 'mi factura'));
	expect(await found('ana')).toEqual(['cnv_later', 'cnv_1']);
	expect(await found('ana factura')).toEqual(['cnv_later']);
});

test('S-1: a customer who is called otherwise now is found by the new name alone', async () => {
	await meet(1, { name: 'Ana' });
	await happens(1, { type: 'detailsGiven', details: { name: 'Berta' } });
	expect(await found('berta')).toEqual(['cnv_1']);
	expect(await found('ana')).toEqual([]);
	await happens(1, says(1, 'sigo aquí'));
	expect(await found('berta')).toEqual(['cnv_1']);
});

test('S-1: a conversation that began without a word is found once there are some', async () => {
	await happens(1, { type: 'conversationStarted', conversation: 'cnv_1' });
	await happens(1, { type: 'detailsGiven', details: { name: 'Ana' } });
	await happens(1, says(1, 'hola'));
	expect(await found('ana')).toEqual(['cnv_1']);
});

/** More than the first page holds, the customer with this name the newest of them. */
async function manyAndThen(name: string): Promise<void> {
	await db.texts.bulkPut(
		Array.from({ length: 1_200 }, (_, nth) => ({
			conversation: `old_${nth}`,
			updatedAt: -nth,
			text: 'factura',
		})),
	);
	await meet(1, { name });
}

test('P8: a customer who is called so is told before the rest is read, and begins the answer', async () => {
	await manyAndThen('Ana');
	await happens(2, says(2, 'hasta mañana'));
	const told: string[][] = [];
	const tell = (rows: { id: string }[]) => void told.push(rows.map(({ id }) => id));
	const answer = await search(db, { query: 'ana', limit: 5, tell });
	expect(told).toEqual([[answer[0]?.id]]);
	expect(answer.map((row) => row.conversation.id)).toEqual(['cnv_1', 'cnv_2']);
});

test('P8: a search that is no longer wanted reads and tells nothing more', async () => {
	await manyAndThen('Ana');
	const asked = new AbortController();
	const pages = vi.spyOn(db.texts, 'orderBy');
	const later = vi.spyOn(db.texts, 'where');
	const tell = vi.fn(() => asked.abort());
	expect(await search(db, { query: 'ana', limit: 5, tell, signal: asked.signal })).toEqual([]);
	expect(tell).toHaveBeenCalledOnce();
	expect(pages).toHaveBeenCalledOnce();
	expect(later).not.toHaveBeenCalled();
});

const WORDS = ['factura', 'Envío', 'PEÑA', 'año', 'ano', 'straße', 'devolución', '12,50 €'];
const texts = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 });
const threads = fc.array(fc.array(texts, { minLength: 1, maxLength: 3 }), { maxLength: 5 });
const part = fc.tuple(fc.constantFrom(...WORDS), fc.nat(3), fc.integer({ min: 2, max: 6 }));
const queries = fc.array(
	part.map(([word, from, length]) => word.slice(from, from + length)),
	{ minLength: 1, maxLength: 3 },
);

property.prop([threads, queries], { numRuns: 40 })(
	'P8: what is found by words is what a reader of every message would find',
	async (said, parts) => {
		await Promise.all(db.tables.map((table) => table.clear()));
		for (const [n, messages] of said.entries()) {
			await happens(n, ...messages.map((words) => says(n, words.join(' '))));
		}
		const query = parts.join(' ');
		const wanted = foldText(query).split(' ').filter(Boolean);
		const expected = said.flatMap((messages, n) => {
			const all = messages.map((words) => foldText(words.join(' '))).join('\n');
			return wanted.every((word) => all.includes(word)) ? [`cnv_${n}`] : [];
		});
		const isAsked = wanted.join('').length >= 2;
		expect((await found(query)).sort()).toEqual(isAsked ? expected.sort() : []);
	},
);
