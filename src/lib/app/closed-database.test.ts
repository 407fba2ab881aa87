import Dexie from 'dexie';
import { expect, test } from 'vitest';
import { quietOnceClosed } from './closed-database';

const closed = new Dexie.DatabaseClosedError('erased');

test.each([
	['nobody is told of a read whose database was closed', closed, true],
	['nor of the abort that carries it', new Dexie.AbortError('aborted', closed), true],
	['another error of the database is reported', new Dexie.QuotaExceededError('full'), false],
	['so is an error of ours', new TypeError('undefined is not a function'), false],
	['and what is no error', 'DatabaseClosedError', false],
])('case 36: %s', (_, error, isQuiet) => {
	const page = new EventTarget();
	quietOnceClosed(page);
	expect(happened(page, 'error', { error })).toBe(isQuiet);
	expect(happened(page, 'unhandledrejection', { reason: error })).toBe(isQuiet);
});

/** Whether nobody is told of it. */
function happened(page: EventTarget, type: string, detail: object): boolean {
	const event = Object.assign(new Event(type, { cancelable: true }), detail);
	page.dispatchEvent(event);
	return event.defaultPrevented;
}
