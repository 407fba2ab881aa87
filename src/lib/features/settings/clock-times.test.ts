import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { clockOf, minutesOf } from './clock-times';

test.prop([fc.integer({ min: 0, max: 1_439 })])(
	'a minute of the day is read as written',
	(minute) => {
		expect(minutesOf(clockOf(minute))).toBe(minute);
	},
);

test('midnight at the end of a day is midnight; nonsense is no time', () => {
	expect(clockOf(1_440)).toBe('00:00');
	for (const text of ['', '25:00', '09:60', 'noon']) expect(minutesOf(text)).toBeUndefined();
});
