import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { MINUTE } from '../base/clock';
import { instantOf, localTime } from '../base/zone';
import { booleanFormat } from './boolean';
import { dateFormat } from './date';
import { listFormat } from './list';
import { numberFormat } from './number';
import { readPhone } from './phone';
import { reading } from './reading.test-kit';
import { textFormat } from './text';

/** What is printed for a person is read back as the same value, in every language (V-1 to V-7). */
const LOCALES = [
	...['en', 'es', 'en-US', 'en-GB', 'en-IN', 'en-ZA', 'es-MX', 'es-CL', 'es-AR', 'es-ES', 'de'],
	...[
		'de-CH',
		'fr',
		'fr-CA',
		'it',
		'pt-BR',
		'pt-PT',
		'ar',
		'ar-EG',
		'ar-SA',
		'fa',
		'he',
		'ur',
		'hi',
	],
	...['bn', 'mr', 'ta', 'th', 'my', 'km', 'ja', 'zh', 'zh-TW', 'ko', 'vi', 'id', 'ru', 'uk', 'bg'],
	...['pl', 'cs', 'sk', 'hu', 'ro', 'hr', 'sr', 'lt', 'lv', 'et', 'fi', 'sv', 'nb', 'da', 'nl'],
	...['el', 'tr', 'ca', 'eu', 'gl', 'ka', 'hy', 'sw', 'is', 'ga', 'cy'],
];
const ZONES = ['UTC', 'America/Santiago', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'];
const between = (min: string, max: string) =>
	fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
/** Of the years that tell their calendar by themselves, in every zone. */
const aDay = between('1900-01-02', '2199-12-30');
const labels = fc.uniqueArray(
	fc
		.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
		.filter((label) => label.trim() !== ''),
	{ minLength: 1, maxLength: 8, selector: (label) => label.trim() },
);

describe.each(LOCALES)('%s', (locale) => {
	test.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])('V-2: any number', (value) => {
		const printed = numberFormat.print(value, {}, reading(locale));
		expect(numberFormat.parse(printed, {}, reading(locale)), printed).toBe(value || 0);
	});

	test.prop([fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 3 })])(
		'V-1: a number of some thousands, with and without decimals',
		(whole, decimals) => {
			const value = whole / 10 ** decimals;
			const printed = numberFormat.print(value, {}, reading(locale));
			expect(numberFormat.parse(printed, {}, reading(locale)), printed).toBe(value || 0);
		},
	);

	test.prop([aDay])('V-7: any day', (date) => {
		const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
		const printed = dateFormat.print(day, {}, reading(locale));
		expect(dateFormat.parse(printed, {}, reading(locale)), printed).toBe(day);
	});

	test.prop([between('1000-01-01', '9999-12-31')])(
		'V-7: a day of any year is that day, or is asked again',
		(date) => {
			const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
			const printed = dateFormat.print(day, {}, reading(locale));
			// The Buddhist and the Persian year are read as such.
			const isOwn = /^(?:th|fa)/.test(locale);
			if (!isOwn)
				expect([day, undefined]).toContain(dateFormat.parse(printed, {}, reading(locale)));
			const written = dateFormat.plain?.(day, {});
			if (!isOwn) expect(dateFormat.parse(written ?? '', {}, reading(locale))).toBe(day);
		},
	);

	test.prop([fc.constantFrom(...ZONES), aDay])(
		'V-10: a day and a time, in any zone',
		(zone, date) => {
			const here = reading(locale, { zone });
			const at = Math.floor(date.getTime() / MINUTE) * MINUTE;
			// A time that happens twice is read as the first; history has offsets of seconds.
			fc.pre(instantOf(zone, localTime(zone, at)) === at && localTime(zone, at) % MINUTE === 0);
			const printed = dateFormat.print(at, { withTime: true }, here);
			expect(dateFormat.parse(printed, { withTime: true }, here), printed).toBe(at);
		},
	);

	test.each([true, false])('yes and no: %s', (value) => {
		expect(
			booleanFormat.parse(booleanFormat.print(value, {}, reading(locale)), {}, reading(locale)),
		).toBe(value);
	});
});

test.prop([labels, fc.nat(), fc.boolean()])(
	'V-11: items of a list, whatever their labels hold',
	(names, pick, multiple) => {
		const items = names.map((label, index) => ({ id: `itm_${index}`, label }));
		const chosen = items.filter((_, index) => (pick >> index) & 1).map(({ id }) => id);
		const value = multiple ? chosen : items[pick % items.length]?.id;
		fc.pre(value !== undefined && value.length > 0);
		// A label that holds a separator can spell two others; nobody could tell which was meant.
		fc.pre(!multiple || names.every((label) => !/[,;]/.test(label)));
		const settings = { items, multiple };
		const printed = listFormat.print(value!, settings, reading());
		expect(listFormat.parse(printed, settings, reading()), printed).toEqual(value);
	},
);

const numbers = ['+56912345678', '+34600123456', '+4930123456', '+15551234567', '+390612345678'];
test.prop([fc.constantFrom(...numbers), fc.constantFrom('CL', 'ES', 'US', 'DE', undefined)])(
	'V-8: a telephone number, wherever it is read',
	(number, country) => {
		const here = reading('en', { country });
		expect(textFormat.parse(textFormat.print(number, {}, here), { shape: 'phone' }, here)).toBe(
			number,
		);
	},
);

test.prop([fc.string({ maxLength: 20 }), fc.constantFrom('CL', 'US', undefined)])(
	'V-8: what was read once is read as itself again',
	(text, country) => {
		const once = readPhone(text, country);
		if (once !== undefined) expect(readPhone(once, country)).toBe(once);
	},
);

const around = ['', '.', ' ', ',', '>', '!', '…', '。', '\u200b', '`', '/', '؟', '」', '”.', '🙏'];
test.prop([fc.emailAddress({ size: 'small' }), fc.constantFrom(...around)])(
	'V-9: an address, whatever stands round it',
	(address, after) => {
		const read = (text: string) => textFormat.parse(text, { shape: 'email' }, reading());
		fc.pre(/^[\w.+-]+@[\w.-]+$/.test(address));
		for (const before of ['', '<', 'mailto:', ' "', '<mailto:', '「', '¿', '\u202a', '• ']) {
			expect(read(`${before}${address}${after}`)).toBe(address);
		}
		expect(read(`Ana <${address}>${after.replace('>', '')}`)).toBe(address);
	},
);
