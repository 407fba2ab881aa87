import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkParts } from './links';

const linksIn = (text: string) => linkParts(text).flatMap(({ href }) => href ?? []);
const wordsOf = (text: string) =>
	linkParts(text)
		.map((part) => part.text)
		.join('');

test('an address is a link without the punctuation that ends its sentence', () => {
	expect(linkParts('Mira https://example.com/a?b=1. ¿Sí?')).toEqual([
		{ text: 'Mira ' },
		{ text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
		{ text: '. ¿Sí?' },
	]);
});

test.each([
	['(https://example.com/a)', 'https://example.com/a'],
	['https://es.wikipedia.org/wiki/Ra_(dios), ¿ves?', 'https://es.wikipedia.org/wiki/Ra_(dios)'],
	['[https://example.com/a]!', 'https://example.com/a'],
	['«https://example.com/a»', 'https://example.com/a'],
	['“https://example.com/a”…', 'https://example.com/a'],
	["'https://example.com/a'", 'https://example.com/a'],
	['*https://example.com/a*', 'https://example.com/a'],
	['请看https://example.com/a。谢谢', 'https://example.com/a'],
	['（https://example.com/a）', 'https://example.com/a'],
	['URL:https://example.com/a;', 'https://example.com/a'],
	['https://example.com/a/?', 'https://example.com/a/'],
	['<https://example.com/a>', 'https://example.com/a'],
	['HTTPS://EXAMPLE.COM/A', 'HTTPS://EXAMPLE.COM/A'],
	['http://localhost:8080/a#b', 'http://localhost:8080/a#b'],
	['http://192.168.0.1/a', 'http://192.168.0.1/a'],
	['http://[::1]/a', 'http://[::1]/a'],
	['Entra a www.example.com/a.', 'https://www.example.com/a'],
	['Escribe a ana@example.com.', 'mailto:ana@example.com'],
	['mailto:ana@example.com,', 'mailto:ana@example.com'],
	['mailto:ana@example.com?bcc=eve@example.com', undefined],
	['Llama a tel:+56-9-1234-5678.', 'tel:+56-9-1234-5678'],
])('S-6: what is a link in %s', (text, href) => {
	expect(linksIn(text)).toEqual(href === undefined ? [] : [href]);
	expect(wordsOf(text)).toBe(text);
});

test.each([
	'javascript:alert(1)',
	'JaVaScRiPt:alert(1)',
	'java\nscript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'vbscript:x https//example.com',
	'file:///etc/passwd',
	'blob:x',
	'ftp://example.com/a',
	'sms:+56912345678',
	'intent://x#Intent;end',
	'https://paypal.com@evil.example/a',
	'https://user:secret@evil.example',
	'https://@evil.example',
	'https://',
	'http://.',
	'https:///example.com',
	'https:example.com',
	'https://?a',
	'https://1.2.3.999',
	'https://example.com:99999',
	'tel:javascript',
	'mailto:',
	'ana@example',
	'@ana',
])('case 18, S-6: what is no safe address stays text: %j', (text) => {
	expect(linkParts(text)).toEqual([{ text }]);
});

test('S-6: a host stands as it was written: nothing that looks alike is made of it', () => {
	for (const text of ['https://аррӏе.com/a', 'https://xn--80ak6aa92e.com/a']) {
		expect(linkParts(text)).toEqual([{ text, href: text }]);
	}
});

test('S-6: an address ends where the direction of writing is turned', () => {
	expect(linkParts('https://example.com/\u202egpj.exe')).toEqual([
		{ text: 'https://example.com/', href: 'https://example.com/' },
		{ text: '\u202egpj.exe' },
	]);
	expect(linksIn('https://\u2066example.com')).toEqual([]);
});

const pieces = fc.constantFrom(
	'https://',
	'http://',
	'www.',
	'mailto:',
	'tel:',
	'javascript:',
	'data:',
	'@',
	'/',
	'\\',
	'.',
	':',
	'?',
	'example.com',
	'\u202e',
	'\u0000',
	'\t',
	' ',
	'<',
	'"',
);

test('S-6: no word is lost or changed, and a link leads only where it may', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(pieces, fc.string(), fc.webUrl())), (all) => {
			const text = all.join('');
			expect(wordsOf(text)).toBe(text);
			for (const href of linksIn(text)) {
				const { protocol, username } = new URL(href);
				expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(protocol);
				expect(username).toBe('');
			}
		}),
	);
});

test('case 30: 30 KB that look like addresses are read within 5 ms', () => {
	const pieces = ['a.', 'a@', 'www.', 'https://a.', 'a-', '(', 'tel:1', 'https://a)', 'a.a@a.'];
	const words = [
		'a@a ',
		'a@a.b ',
		'www.a.) ',
		'a@',
		'x@y@z.',
		'\u0301',
		'a\u0301@',
		'mailto:a@a. ',
	];
	for (const piece of [...pieces, ...words]) {
		const text = piece.repeat(30_000 / piece.length);
		expect(
			quickest(() => linkParts(text)),
			piece,
		).toBeLessThan(5);
	}
	const brackets = `https://a.b/${')'.repeat(1_900)} `.repeat(15);
	expect(quickest(() => linkParts(brackets))).toBeLessThan(5);
});

/** The best of several: the others measure what else the machine does. */
function quickest(work: () => void): number {
	const times = Array.from({ length: 12 }, () => {
		const start = performance.now();
		work();
		return performance.now() - start;
	});
	return Math.min(...times);
}
