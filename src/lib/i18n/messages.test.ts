import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { m } from './paraglide/messages';

/** Whatever a person wrote is a piece of its own inside a sentence of ours (S-3). */

const folder = join(import.meta.dirname, 'messages');
const PART = /(?<!\\)\{(\w+)\}/g;

/** Every message with the names of its parts. */
const messages = readdirSync(folder)
	.filter((file) => file.endsWith('.en.json'))
	.flatMap((file) => Object.entries<unknown>(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
	.map(([key, text]): [string, string[]] => [
		key,
		[...new Set([...JSON.stringify(text).matchAll(PART)].map(([, name]) => name!))],
	])
	.filter(([, parts]) => parts.length > 0);

type Say = (parts: Record<string, unknown>, options: { locale: string }) => string;

function say(key: string, parts: string[], part: unknown, locale: string): string {
	const message: unknown = Reflect.get(m, key);
	if (typeof message !== 'function') throw new Error(`No message ${key}.`);
	return (message as Say)(Object.fromEntries(parts.map((name) => [name, part])), { locale });
}

const count = (text: string, piece: string) => text.split(piece).length - 1;

describe.each(['en', 'es'])('S-3: in %s', (locale) => {
	test('every text that a sentence is given is isolated where it could turn it', () => {
		expect(messages.length).toBeGreaterThan(150);
		for (const [key, parts] of messages) {
			for (const words of ['سارة', 'דנה (1)', 'Ana\u202e']) {
				const told = say(key, parts, words, locale);
				const plain = words.replace('\u202e', '');
				expect(count(told, plain), key).toBeGreaterThan(0);
				expect(count(told, `\u2068${plain}\u2069`), key).toBe(count(told, plain));
			}
		}
	});

	test('a text that turns nothing stays as it is, and so does a number', () => {
		for (const [key, parts] of messages) {
			expect(say(key, parts, 'Ana López', locale), key).not.toMatch(/[\u2066-\u2069]/);
			expect(say(key, parts, 7, locale), key).toContain('7');
		}
	});
});
