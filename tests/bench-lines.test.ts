import { expect, test } from 'vitest';
import { Lines } from './bench/lines';
import { isKept, p95, quantile } from './bench/measure';

test('a bench line that fails, or never ends, takes none of the others along', async () => {
	const lines = new Lines(() => Promise.resolve(), { patienceMs: 20 });
	await lines.add('throws', () => Promise.reject(new Error('no list')));
	await lines.add('throws before it begins', () => {
		throw new Error('no page');
	});
	await lines.add('never ends', () => new Promise(() => undefined));
	await lines.add('works', () => Promise.resolve({ name: 'works', value: 1, unit: 'ms' }));
	expect(lines.found).toEqual([
		{ name: 'throws', failed: 'Error: no list' },
		{ name: 'throws before it begins', failed: 'Error: no page' },
		{ name: 'never ends', failed: 'Error: not done in 20 ms' },
		{ name: 'works', value: 1, unit: 'ms' },
	]);
});

test('of the lines of a measurement those alone are measured that are asked for', async () => {
	const asked: string[] = [];
	const measure = (name: string) => () => {
		asked.push(name);
		return Promise.resolve({ name, value: 1, unit: 'ms' });
	};
	for (const only of [['P6', 'close'], []]) {
		const lines = new Lines(undefined, { only });
		for (const name of ['P5 and P6', 'close', 'tag']) await lines.add(name, measure(name));
	}
	expect(asked).toEqual(['P5 and P6', 'close', 'P5 and P6', 'close', 'tag']);
});

test('a stage that cannot be put back fails the line, and the next one tries again', async () => {
	let isBroken = true;
	const lines = new Lines(() => (isBroken ? Promise.reject(new Error('gone')) : Promise.resolve()));
	const measure = () => Promise.resolve({ name: 'measured', value: 2, unit: 'ms' });
	await lines.add('one', measure);
	isBroken = false;
	await lines.add('two', measure);
	expect(lines.found).toEqual([
		{ name: 'one', failed: 'Error: gone' },
		{ name: 'measured', value: 2, unit: 'ms' },
	]);
});

test('of thirty samples one alone may be slower than the 95th percentile', () => {
	const samples = Array.from({ length: 30 }, (_, index) => index);
	expect(quantile(samples, 0.95)).toBe(28);
	const target = { id: 'P1', atMost: 28 };
	expect(isKept(p95('kept', samples, target))).toBe(true);
	expect(isKept(p95('missed', [...samples, 29, 30], target))).toBe(false);
});
