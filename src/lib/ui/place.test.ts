import fc from 'fast-check';
import { expect, test } from 'vitest';
import { to } from './place';

const id = fc.oneof(
	fc.constantFrom(
		'../../settings/members',
		'..',
		'?',
		'#',
		'%%',
		'%2F',
		'//evil.example',
		'\\',
		'',
	),
	fc.string(),
	fc.string({ unit: 'binary' }),
);

/** As a browser reads an address that stands on this page. */
function read(address: string): URL {
	return new URL(address, 'https://desk.example/inbox/mine');
}

test('case 51: an id of a conversation never leads out of its view', () => {
	fc.assert(
		fc.property(id, (spelled) => {
			const url = read(to`/inbox/all/${`con_1.${spelled}`}`);
			expect(url.origin).toBe('https://desk.example');
			const [, inbox, view, key, ...rest] = url.pathname.split('/');
			expect([inbox, view, rest]).toEqual(['inbox', 'all', []]);
			expect(decodeURIComponent(key ?? '')).toBe(`con_1.${spelled.toWellFormed()}`);
			expect([url.search, url.hash]).toEqual(['', '']);
		}),
	);
});

test('case 51: an id in a query is one value of it', () => {
	fc.assert(
		fc.property(id, (spelled) => {
			const url = read(to`/workflows/runs/why-not?conversation=${spelled}`);
			expect([...url.searchParams]).toEqual([['conversation', spelled.toWellFormed()]]);
			expect([url.pathname, url.hash]).toEqual(['/workflows/runs/why-not', '']);
		}),
	);
});

test('the view of a team keeps the address that people have stored', () => {
	expect(to`/inbox/${'team:tea_1'}`).toBe('/inbox/team:tea_1');
});
