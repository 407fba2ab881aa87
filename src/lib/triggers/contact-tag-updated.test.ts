import { expect, test } from 'vitest';
import { emptyContactState } from '../model/contact-state';
import { type Author, type EventBody, signalOf } from '../model/event';
import { contactTagUpdated } from './contact-tag-updated';

type Params = Parameters<typeof contactTagUpdated.match>[0];

/** As the engine asks it: nothing that it does not listen to. */
function fires(params: Partial<Params>, body: EventBody, kind: Author['kind'] = 'teammate') {
	const event = { id: 'evt_1', at: 1, by: { kind, id: 'someone' }, ...body };
	const all = { ...contactTagUpdated.initial(), ...params };
	return (
		contactTagUpdated.listens.includes(signalOf(event)) &&
		contactTagUpdated.match(all, event, emptyContactState('con_1'))
	);
}

const added: EventBody = { type: 'contactTagAdded', conversation: 'cnv_1', tag: 'tag_a' };
const removed: EventBody = { type: 'contactTagRemoved', conversation: 'cnv_1', tag: 'tag_a' };

test('W-TRG-16: fires on the chosen tags and changes, whoever made them', () => {
	expect(fires({ tags: ['tag_a'] }, added)).toBe(true);
	expect(fires({ tags: ['tag_a'] }, added, 'engine')).toBe(true);
	expect(fires({ tags: ['tag_b'] }, added)).toBe(false);
	expect(fires({ tags: ['tag_a'] }, removed)).toBe(false);
	expect(fires({ tags: ['tag_a'], change: ['removed'] }, removed)).toBe(true);
});

test('W-SUB-04: says what it wakes on', () => {
	const params = { tags: ['tag_a'], change: ['added', 'removed'] as Params['change'] };
	expect(contactTagUpdated.wakesOn?.(params)).toEqual([
		{ type: 'contactTagAdded', what: 'tag_a' },
		{ type: 'contactTagRemoved', what: 'tag_a' },
	]);
	expect(contactTagUpdated.problems?.(contactTagUpdated.initial())).toHaveLength(1);
});
