import { DAY } from '../base/clock';
import { readPhone } from './phone';
import type { Reading } from './reading';

/** Monday, 30 November 2026. */
export const TODAY = Date.UTC(2026, 10, 30);

export function reading(locale = 'en', more: Partial<Reading> = {}): Reading {
	return { locale, zone: 'UTC', now: TODAY + DAY / 2, phone: readPhone, ...more };
}
