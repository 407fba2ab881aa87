import { expect, test } from 'vitest';
import { kindGroups } from './kind-groups';

test('a step that is called so is the first answer, before those that mention it (U24)', () => {
	expect(kindGroups('esperar', [], 'es')[0]?.kinds[0]?.kind).toBe('wait');
	expect(kindGroups('ESPER', [], 'es')[0]?.kinds[0]?.kind).toBe('wait');
	expect(kindGroups('cerrar', [], 'es')[0]?.kinds[0]?.kind).toBe('close');
});

test('nothing sought: every kind in the order of the groups', () => {
	expect(kindGroups('', [], 'en').map(({ id }) => id)).toEqual(['say', 'route', 'act']);
	expect(kindGroups('no such step', [], 'en')).toEqual([]);
});
