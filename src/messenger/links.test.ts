import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkParts } from './links';

test('an address is a link without the punctuation that ends its sentence', () => {
	expect(linkParts('Mira https://example.com/a?b=1. ¿Sí?')).toEqual([
		{ text: 'Mira ' },
		{ text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
		{ text: '. ¿Sí?' },
	]);
});

test('case 18: nothing but http and https is ever a link', () => {
	const hostile = [
		'javascript:alert(1)',
		'data:text/html,<script>alert(1)</script>',
		'<img src=x onerror=alert(1)>',
		'vbscript:x https//example.com',
	];
	for (const text of hostile) expect(linkParts(text)).toEqual([{ text }]);
});

test('no word is lost or changed', () => {
	fc.assert(
		fc.property(fc.string(), fc.webUrl(), fc.string(), (before, url, after) => {
			const text = `${before}${url}${after}`;
			expect(
				linkParts(text)
					.map((part) => part.text)
					.join(''),
			).toBe(text);
		}),
	);
});
