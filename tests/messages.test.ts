import { expect, test } from 'vitest';
import { m } from '../src/lib/i18n/paraglide/messages';
import { read, sourceFiles } from './source';

/** Spanish and English say the same things, about the same values, and all of them are compiled. */
const FOLDER = 'src/lib/i18n/messages/';
const areas = sourceFiles()
	.filter((file) => file.startsWith(FOLDER) && file.endsWith('.es.json'))
	.map((file) => file.slice(FOLDER.length, -'.es.json'.length));

test.each(areas)('%s has the same messages in both languages', (area) => {
	const [es, en] = [messages(area, 'es'), messages(area, 'en')];
	expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
	for (const [key, text] of Object.entries(es)) {
		expect(valuesIn(en[key]), key).toEqual(valuesIn(text));
		expect(JSON.stringify(text), key).not.toBe('""');
		expect(key.startsWith(`${area}_`), `${key} is named after its area`).toBe(true);
	}
});

test.each(areas)(
	'%s says each thing once: of two texts under one key the last would win',
	(area) => {
		for (const locale of ['es', 'en']) {
			const written = [...read(`${FOLDER}${area}.${locale}.json`).matchAll(/^\t"(\w+)":/gm)];
			expect(written.map(([, key]) => key)).toEqual(Object.keys(messages(area, locale)));
		}
	},
);

test('the compiler saw every message: without its plugin it succeeds with none', () => {
	const written = areas.flatMap((area) => Object.keys(messages(area, 'es')));
	expect(Object.keys(m).sort()).toEqual(written.sort());
});

function messages(area: string, locale: string): Record<string, unknown> {
	return JSON.parse(read(`${FOLDER}${area}.${locale}.json`));
}

/** The `{values}` that a text, or any variant of it, shows; `\\{` is a brace of its own. */
function valuesIn(text: unknown): string[] {
	const found = JSON.stringify(text)
		.replaceAll(/\\\\[{}]/g, '')
		.match(/\{(\w+)\}/g);
	return [...new Set(found)].sort();
}
