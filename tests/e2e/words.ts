import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MESSAGES = join(import.meta.dirname, '../../src/lib/i18n/messages');
const AREAS = ['shell', 'inbox', 'workflows', 'lifecycle', 'rehearse', 'runs', 'messenger'];

export type Words = (key: string, values?: Record<string, string>) => string;

/**
 * The words that a person sees, by key: a test is about what can be done, not about its wording.
 */
export function wordsOf(locale: 'es' | 'en'): Words {
	const all: Record<string, unknown> = {};
	for (const area of AREAS) {
		Object.assign(all, JSON.parse(readFileSync(join(MESSAGES, `${area}.${locale}.json`), 'utf8')));
	}
	return function say(key, values = {}) {
		const text = all[key];
		if (typeof text !== 'string') throw new Error(`No message ${key} in ${locale}.`);
		return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	};
}
