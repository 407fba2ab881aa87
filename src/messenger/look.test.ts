import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brandVariables, contrast } from './look';

const color = fc
	.integer({ min: 0, max: 0xffffff })
	.map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('1.4.3: whatever colour a company chose, text on it and text of it can be read', () => {
	fc.assert(
		fc.property(color, fc.boolean(), (chosen, dark) => {
			const look = brandVariables(chosen, dark);
			const ink = look['--brand-ink'] === '#fff' ? '#ffffff' : '#000000';
			expect(contrast(chosen, ink)).toBeGreaterThanOrEqual(4.5);
			const panel = dark ? '#191b1e' : '#ffffff';
			expect(contrast(look['--brand-text'] ?? '', panel)).toBeGreaterThanOrEqual(4.4);
		}),
	);
});

test('what is not a colour never reaches a style', () => {
	expect(brandVariables('red;background:url(//evil)', false)['--brand']).toBe('#00756f');
});
