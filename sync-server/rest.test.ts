import { expect, test } from 'vitest';
import { collectGarbage, createRest } from './rest';

/** Looks at a process that has used so much CPU in the time before each. */
async function looks(...used: number[]): Promise<boolean[]> {
	let cpu = 300;
	let collected = 0;
	const rest = createRest({
		cpuMs: () => cpu,
		async collect() {
			collected++;
			cpu += 400;
		},
	});
	const found: boolean[] = [];
	for (const ms of used) {
		cpu += ms;
		const before = collected;
		await rest();
		found.push(collected > before);
	}
	return found;
}

test('P19: memory is given back once, when the process rests after much work', async () => {
	expect(await looks(0, 4_000, 4_000, 10, 10, 10)).toEqual([
		...[false, false, false],
		...[true, false, false],
	]);
});

test('P19: a process that works, or did little, is not held up', async () => {
	expect(await looks(0, 10, 4_000, 10, 10)).not.toContain(true);
	expect(await looks(4_000, 4_000, 300, 300, 300)).not.toContain(true);
});

test('P19: little that adds up to much counts, and each time anew', async () => {
	const found = await looks(...Array.from({ length: 60 }, () => 200));
	expect(found.indexOf(true)).toBe(24);
	expect(found.filter(Boolean)).toHaveLength(2);
	expect((await looks(6_000, 0, 6_000, 0)).filter(Boolean)).toHaveLength(2);
});

test('P19: what is no more in use is given back to the system', async () => {
	const held = { lists: Array.from({ length: 400_000 }, (_, i) => [i]) };
	const before = process.memoryUsage().heapTotal;
	held.lists = held.lists.filter((_, i) => i % 100 === 0);
	await collectGarbage();
	expect(process.memoryUsage().heapTotal).toBeLessThan(before - 10_000_000);
	expect(held.lists).toHaveLength(4_000);
});
