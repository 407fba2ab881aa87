import { expect, test } from 'vitest';
import { reading } from './reading.test-kit';
import { textFormat } from './text';

const holds = (operator: string, actual: string | undefined, expected?: unknown) =>
	textFormat.operators[operator]?.holds(actual, expected, 0);

test('compares without case, accents and doubled spaces', () => {
	expect(holds('is', '  Devolución  Urgente', 'devolucion urgente')).toBe(true);
	expect(holds('contains', 'Quiero una DEVOLUCIÓN', 'devolucion')).toBe(true);
	expect(holds('startsWith', 'Ñandú', 'nan')).toBe(true);
	expect(holds('endsWith', 'Ñandú', 'DU')).toBe(true);
	expect(holds('containsAnyOf', 'un reembolso', ['devolución', 'Reembolso'])).toBe(true);
});

test.each([
	['contains', 'I can’t log in', "can't"],
	['contains', "I can't log in", 'can’t'],
	['is', '“Hello” – she said', '"hello" - she said'],
	['startsWith', 'ＶＩＰ客户', 'vip'],
	['endsWith', 'Quiero\u00a0pagar…', 'quiero pagar...'],
	['containsAnyOf', 'won`t open', ['won´t']],
	['contains', 'वह हाँ बोला', 'हाँ'],
])('T-8: %s sees the same in "%s"', (operator, actual, expected) => {
	expect(holds(operator, actual, expected)).toBe(true);
});

test('T-4: a mark that is a letter is not dropped', () => {
	expect(holds('is', 'हाँ', 'हूँ')).toBe(false);
	expect(holds('contains', 'ไม่', 'ไม้')).toBe(false);
});

test('E-19: unknown contains nothing, so negations hold and the rest does not', () => {
	expect(holds('isNot', undefined, 'x')).toBe(true);
	expect(holds('doesNotContain', undefined, 'x')).toBe(true);
	expect(holds('is', undefined, 'x')).toBe(false);
	expect(holds('isUnknown', '')).toBe(true);
});

test('an unfinished rule matches nothing', () => {
	expect(holds('contains', 'anything', '')).toBe(false);
	expect(holds('contains', 'anything', '  ')).toBe(false);
	expect(holds('containsAnyOf', 'anything', ['', ' '])).toBe(false);
});

test.each([
	['ana@example.org', true],
	['ana+tag@mail.example.org', true],
	['ana@example', false],
	['ana example.org', false],
	['@example.org', false],
	['ana@.org', false],
])('the e-mail shape reads %s: %s', (text, good) => {
	expect(textFormat.parse(text, { shape: 'email' }, reading())).toBe(good ? text : undefined);
	expect(textFormat.value({ shape: 'email' }).safeParse(text).success).toBe(good);
});

test.each([
	['(555) 123-4567', 'US', '+15551234567'],
	['+(34) 600 123 456', 'US', '+34600123456'],
	['+(34) 600 123 456', undefined, '+34600123456'],
	['030/1234567', 'DE', '+49301234567'],
	['9 1234 5678', 'CL', '+56912345678'],
	['tel:+56912345678', undefined, '+56912345678'],
	['٠٣٠/١٢٣٤٥٦٧', 'DE', '+49301234567'],
	['0034 600 123 456', 'DE', '+34600123456'],
	[' 600 123  456 ', undefined, '600 123 456'],
	['12345', 'US', undefined],
	['12345', undefined, undefined],
	['+999 12345678', undefined, undefined],
	['+56 9', 'CL', undefined],
	['call me', 'US', undefined],
	['555-FLOWERS', 'US', undefined],
	['-----------', undefined, undefined],
])('V-8: the telephone number %s in %s', (text, country, stored) => {
	const read = textFormat.parse(text, { shape: 'phone' }, reading('en', { country }));
	expect(read).toBe(stored);
	if (stored) expect(textFormat.value({ shape: 'phone' }).safeParse(stored).success).toBe(true);
});

test.each([
	['ana@example.com.', 'ana@example.com'],
	['<ana@example.com>', 'ana@example.com'],
	['mailto:ana@example.com', 'ana@example.com'],
	['Ana Pérez <ana@example.com>', 'ana@example.com'],
	['mailto:ana@example.com?subject=Hi', 'ana@example.com'],
	['“ana@example.com”!', 'ana@example.com'],
	['ana@example.com, bob@example.com', undefined],
	['<ana>@example.com', undefined],
	['ana@example.com\u200b', 'ana@example.com'],
	['\ufeffana@exam\u00adple.com\u2060', 'ana@example.com'],
	['\u202aana@example.com\u202c', 'ana@example.com'],
	['\u2067ana@example.com\u2069', 'ana@example.com'],
	['ana@example.com…', 'ana@example.com'],
	['ana@example.com。', 'ana@example.com'],
	['ana@example.com、', 'ana@example.com'],
	['ana@example.com！', 'ana@example.com'],
	['ana@example.com؟', 'ana@example.com'],
	['ana@example.com।', 'ana@example.com'],
	['ana@example.com·', 'ana@example.com'],
	['¡ana@example.com!', 'ana@example.com'],
	['`ana@example.com`', 'ana@example.com'],
	['「ana@example.com」', 'ana@example.com'],
	['‹ana@example.com›', 'ana@example.com'],
	['„ana@example.com“', 'ana@example.com'],
	['[ana@example.com]', 'ana@example.com'],
	['{ana@example.com}', 'ana@example.com'],
	['（ana@example.com）', 'ana@example.com'],
	['*ana@example.com*', 'ana@example.com'],
	['__ana@example.com__', 'ana@example.com'],
	['_ana@example.com', '_ana@example.com'],
	['ana@example.com/', 'ana@example.com'],
	['ana@example.com\\', 'ana@example.com'],
	['- ana@example.com', 'ana@example.com'],
	['• ana@example.com', 'ana@example.com'],
	['📧ana@example.com👍🏽', 'ana@example.com'],
	['Ana <ana@example.com>…', 'ana@example.com'],
	['`mailto:ana@example.com`', 'ana@example.com'],
	['<mailto:ana@example.com>。', 'ana@example.com'],
	['ana＠example．com', 'ana@example.com'],
	["o'neil+x@example.com", "o'neil+x@example.com"],
	['ana@пример.рф', 'ana@пример.рф'],
	['用户@例子.公司', '用户@例子.公司'],
	['ana@example.com/x', undefined],
	['ana@example.com。谢谢', undefined],
	['ana@example.comです', undefined],
	['我的邮箱是ana@example.com', undefined],
	['correo:ana@example.com', undefined],
	['@ana@example.social', undefined],
	['[ana@example.com](mailto:ana@example.com)', undefined],
	['ana@[192.168.0.1]', undefined],
])('V-9: the address in %j', (text, stored) => {
	expect(textFormat.parse(text, { shape: 'email' }, reading())).toBe(stored);
});

test.each([
	['`600 123 456`', '600 123 456'],
	['600 123 456…', '600 123 456'],
	['600 123 456。', '600 123 456'],
	['“600 123 456”,', '600 123 456'],
	['(600 123 456)', '600 123 456'],
	['（600 123 456）', '600 123 456'],
	['*600 123 456*', '600 123 456'],
	['📞 600 123 456 🙏', '600 123 456'],
	['- 600 123 456', '600 123 456'],
	['\u202a+34 600 123 456\u202c', '+34600123456'],
	['<tel:+34600123456>', '+34600123456'],
	['+ 34 600 123 456.', '+34600123456'],
	['(600) 123-456', '(600) 123-456'],
	['(600) 123-456.', '(600) 123-456'],
])('V-8, V-9: the number in %j, by the same rule as an address', (text, stored) => {
	expect(textFormat.parse(text, { shape: 'phone' }, reading())).toBe(stored);
});

test.each([
	['https://example.com/a.', 'https://example.com/a'],
	['“https://example.com/”', 'https://example.com/'],
	['<https://example.com/a>', 'https://example.com/a'],
	['(https://example.com/a_(b))', 'https://example.com/a_(b)'],
	['`example.com`', 'example.com'],
	['\u200bexample.com/?q=1#x\u200b', 'example.com/?q=1#x'],
	['https://example.com。', 'https://example.com'],
	['https://example.com/…', 'https://example.com/'],
])('V-9: the link in %j, by the rule of links in a message', (text, stored) => {
	expect(textFormat.parse(text, { shape: 'url' }, reading())).toBe(stored);
});

test.each([
	['我想要套餐2，谢谢', '套餐2'],
	['套餐２多少钱？', '套餐2'],
	['ผมไม่เข้าใจ', 'ไม่'],
	['मेनू दिखाओ', 'मेनू'],
	['Покажи меню!', 'МЕНЮ'],
	['예약메뉴를 보여줘', '메뉴'],
	['¿Tienen devolución?', 'devolucion'],
	['great 👍🏽 thanks', '👍'],
	['I can’t log in', "can't"],
	['it costs 24/7€', '24/7'],
	['“C++” please', 'c++'],
])('T-5: in %s the keyword %s is found, whatever stands beside it', (text, keyword) => {
	expect(holds('contains', text, keyword)).toBe(true);
	expect(holds('containsAnyOf', text, ['nothing of it', keyword])).toBe(true);
	expect(holds('doesNotContain', text, keyword)).toBe(false);
});

test('T-5: a keyword of letters that only look alike is not found', () => {
	expect(holds('containsAnyOf', 'हूँ', ['हाँ'])).toBe(false);
	expect(holds('containsAnyOf', '套餐3', ['套餐2'])).toBe(false);
	expect(holds('containsAnyOf', 'C#', ['C++'])).toBe(false);
});

test('an example of a shape is read as one', () => {
	for (const shape of ['email', 'phone', 'url'] as const) {
		for (const locale of ['es', 'en']) {
			const example = textFormat.example?.({ shape }, reading(locale)) ?? '';
			expect(textFormat.parse(example, { shape }, reading(locale))).toBeDefined();
		}
	}
});

test('case 30: no browser opens a longer link', () => {
	const link = `https://example.com/${'a'.repeat(2_000)}`;
	expect(textFormat.parse(link, { shape: 'url' }, reading())).toBe(link);
	expect(
		textFormat.parse(`${link}${'a'.repeat(100)}`, { shape: 'url' }, reading()),
	).toBeUndefined();
});

test('case 30: thirty thousand characters and ten thousand marks are judged within five milliseconds', () => {
	const hostile = [
		'a'.repeat(30_000),
		`e${'\u0301'.repeat(10_000)}`,
		'@.'.repeat(15_000),
		`${'a'.repeat(64)}@${'a.'.repeat(14_000)}`,
		`${'.'.repeat(15_000)}a${"'".repeat(9_000)}a`,
	];
	for (const text of hostile) {
		const started = process.cpuUsage();
		for (const operator of ['is', 'contains', 'doesNotContain', 'startsWith', 'endsWith']) {
			for (const expected of ['devolución', 'a'.repeat(100)]) holds(operator, text, expected);
		}
		textFormat.parse(text, { shape: 'email' }, reading());
		textFormat.parse(text, { shape: 'phone' }, reading());
		textFormat.parse(text, { shape: 'url' }, reading());
		// Processor time, and twice the promise: a busy machine is not quadratic time.
		const { user, system } = process.cpuUsage(started);
		expect((user + system) / 1_000).toBeLessThan(10);
	}
});
