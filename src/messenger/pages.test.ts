import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../lib/base/clock';
import { foldContact } from '../lib/model/contact-state';
import type { DomainEvent, EventBody } from '../lib/model/event';
import { MAX_PAGES_PER_HOUR, pageToTell } from './pages';

const CONTACT = 'con_visitor';
const SHOP = 'https://tienda.example';
const conversation = 'cnv_one';
const hello: EventBody = { type: 'messageSent', conversation, text: 'Hola' };

test('the page is told once a conversation is open, and no more when it is closed', () => {
	expect(told('/mantas', [])).toBeUndefined();
	expect(told('/mantas', [hello])).toEqual({
		type: 'pageVisited',
		url: `${SHOP}/mantas`,
		title: 'Tienda',
	});
	expect(told('/mantas', [hello, { type: 'conversationClosed', conversation }])).toBeUndefined();
});

test('a page is told when it changes: neither a reload nor a place in the page is another one', () => {
	const visited: EventBody = { type: 'pageVisited', url: `${SHOP}/mantas` };
	expect(told('/mantas', [hello, visited])).toBeUndefined();
	expect(told('/mantas#precio', [hello, visited])).toBeUndefined();
	expect(told('/mantas?color=azul', [hello, visited])).toBeDefined();
	const started: EventBody = { type: 'conversationStarted', conversation, page: `${SHOP}/mantas` };
	expect(told('/mantas', [started, hello])).toBeUndefined();
});

test('case 45: a page that changes its address all the time writes a few events an hour', () => {
	const drafts: EventBody[] = [hello];
	for (let minute = 0; minute < 180; minute++) {
		const draft = told(`/?at=${minute}`, drafts, minute * MINUTE);
		drafts.push(draft ?? { ...hello, text: 'Sigo aquí' });
	}
	const count = drafts.filter(({ type }) => type === 'pageVisited').length;
	expect(count).toBeLessThanOrEqual(3 * MAX_PAGES_PER_HOUR);
	expect(count).toBeGreaterThan(MAX_PAGES_PER_HOUR);
});

test('a long address is cut to what the relay takes', () => {
	expect(told(`/?q=${'a'.repeat(3_000)}`, [hello])).toMatchObject({
		url: expect.stringMatching(/^.{500}$/),
	});
});

/** One event a minute from the start on. */
function told(path: string, drafts: EventBody[], now = HOUR) {
	const events = drafts.map((body, index): DomainEvent => {
		const at = index * MINUTE;
		return { ...body, id: `ev_${index}`, at, by: { kind: 'contact', id: CONTACT } };
	});
	const page = { url: SHOP + path, title: 'Tienda' };
	return pageToTell(page, foldContact(CONTACT, events), events, now);
}
