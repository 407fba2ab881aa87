import { describe, expect, test } from 'vitest';
import { DAY } from '../base/clock';
import type { DomainEvent } from '../model/event';
import { addEvent, createFolds } from './folds';
import { memoryStorage } from './memory-storage';
import { emptyChange, project } from './projection';

const WRITTEN = 100 * DAY;

async function inboxAfter(event: DomainEvent, now: number): Promise<string[]> {
	const fold = await createFolds(memoryStorage()).get('con_1');
	addEvent(fold, { event, chapter: 1 });
	const change = emptyChange();
	project(change, fold, [event], { now, silences: () => [], live: [] });
	return change.inbox.put.map(({ id }) => id);
}

function word(arrivedAt: number): DomainEvent {
	return {
		id: 'evt_1',
		at: WRITTEN,
		arrivedAt,
		by: { kind: 'contact', id: 'con_1' },
		said: { device: 'dev_a', nth: 1 },
		type: 'messageSent',
		conversation: 'cnv_1',
		text: 'hello',
	};
}

describe('E-29, E-18: what the engine is given', () => {
	test.each([0, 2, 4, 29])('a word that arrives after %i days offline', async (days) => {
		const now = WRITTEN + days * DAY;
		expect(await inboxAfter(word(now), now)).toEqual(['evt_1']);
	});

	test('not a word that arrived long ago, on a host that is new', async () => {
		const now = WRITTEN + 40 * DAY;
		expect(await inboxAfter(word(now - 4 * DAY), now)).toEqual([]);
	});

	test('not what was imported: it has no number', async () => {
		const imported = word(WRITTEN + 4 * DAY);
		delete imported.said;
		expect(await inboxAfter(imported, WRITTEN + 4 * DAY)).toEqual([]);
	});
});
