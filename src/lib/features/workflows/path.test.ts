import { expect, test } from 'vitest';
import { edgePath } from './path';

test('leaves and arrives level', () => {
	expect(edgePath({ x: 0, y: 10 }, [], { x: 100, y: 50 }, 20)).toBe(
		'M0 10 H40 C70 10 70 50 100 50',
	);
});

test('runs level through a column that it passes', () => {
	const path = edgePath({ x: 0, y: 0 }, [{ x: 60, y: 90 }], { x: 100, y: 0 }, 20);
	expect(path).toBe('M0 0 H40 C50 0 50 90 60 90 H80 C90 90 90 0 100 0');
});

test('turns before the column that it passes, however near that is', () => {
	const path = edgePath({ x: 0, y: 0 }, [{ x: 30, y: 90 }], { x: 200, y: 0 }, 20);
	expect(path).toBe('M0 0 H20 C25 0 25 90 30 90 H50 C125 90 125 0 200 0');
});
