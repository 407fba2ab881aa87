import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openLoneDesk } from '../../../tests/lone-desk';
import { putTag, readWorkspace } from '../documents/workspace';
import { alikeIn } from '../model/names';
import {
	addAttribute,
	addTag,
	addTeam,
	addTicketType,
	changeAttribute,
	changeTag,
	changeTeam,
	changeTicketType,
	removeTag,
} from './configure';
import { createReference } from './create-reference';
import type { OpenDesk } from './open-desk.svelte';

let desk: OpenDesk;
beforeEach(async () => void (desk = await openLoneDesk()));
afterEach(() => desk.close());

const SAME = ['VIP', 'vip', ' VIP ', 'ＶＩＰ', 'V\u200bIP', 'vIp\u00a0', '\u202aVIP\u202c'];
const names = () => Object.values(desk.workspace.tags).map(({ name }) => name);

/** What is made under a name, of each kind whose names tell one from another. */
const KINDS = {
	tag: (name: string) => addTag(desk, { name }),
	team: (name: string) => addTeam(desk, { name, members: [] }),
	attribute: (name: string) =>
		addAttribute(desk, { name, subject: 'contact', format: 'text', settings: {} }),
	'ticket type': (name: string) =>
		addTicketType(desk, { name, category: 'customer', fields: [], isShared: false }),
};

test.each(Object.entries(KINDS))('S-4: a second %s of one name is refused', async (_, make) => {
	expect(await make('VIP')).toMatchObject({ ok: true });
	for (const name of SAME) {
		expect(await make(name), name).toMatchObject({ problem: { kind: 'exists' } });
	}
	for (const name of ['VIPs', 'VÍP', 'V I P']) {
		expect(await make(name), name).toMatchObject({ ok: true });
	}
});

test('S-4: words of more than one letter count by their letters and spaces', async () => {
	await addTag(desk, { name: 'Año  nuevo' });
	expect(await addTag(desk, { name: 'año nuevo' })).toMatchObject({ ok: false });
	expect(await addTag(desk, { name: 'an\u0303o nuevo' })).toMatchObject({ ok: false });
	expect(await addTag(desk, { name: 'ano nuevo' })).toMatchObject({ ok: true });
});

test('S-4: nothing is renamed to what another one is called, but its own case may change', async () => {
	const vip = await addTag(desk, { name: 'VIP' });
	const other = await addTag(desk, { name: 'Nueva' });
	if (!vip.ok || !other.ok) throw new Error('not made');
	expect(await changeTag(desk, { id: other.value.id, name: 'vip' })).toMatchObject({
		problem: { kind: 'exists', details: { name: 'VIP', id: vip.value.id } },
	});
	expect(await changeTag(desk, { id: vip.value.id, name: 'vip' })).toMatchObject({ ok: true });
	expect(names().sort()).toEqual(['Nueva', 'vip']);
});

test('S-4: what was removed gives its name free, and comes back only while that is so', async () => {
	const vip = await addTag(desk, { name: 'VIP' });
	if (!vip.ok) throw new Error('not made');
	await removeTag(desk, vip.value.id);
	expect(await addTag(desk, { name: 'vip' })).toMatchObject({ ok: true });
	expect(await changeTag(desk, vip.value)).toMatchObject({ problem: { kind: 'exists' } });
});

test('S-4: an archived attribute keeps its name, an archived ticket type does not', async () => {
	const score = await addAttribute(desk, { name: 'Score', subject: 'contact', format: 'number' });
	const type = await KINDS['ticket type']('Error');
	if (!score.ok || !type.ok) throw new Error('not made');
	await changeAttribute(desk, { ...score.value, archived: true });
	expect(await KINDS.attribute('score')).toMatchObject({ problem: { kind: 'exists' } });
	const elsewhere = { name: 'score', subject: 'conversation' as const, format: 'text' };
	expect(await addAttribute(desk, elsewhere)).toMatchObject({ ok: true });
	if (!('category' in type.value)) throw new Error('no ticket type');
	await changeTicketType(desk, { ...type.value, archived: true });
	expect(await KINDS['ticket type']('error')).toMatchObject({ ok: true });
});

test('S-4: what a step asks for under a name that there is, is that one', async () => {
	const vip = await addTag(desk, { name: 'VIP' });
	if (!vip.ok) throw new Error('not made');
	expect(await createReference(desk, 'tag', ' vip ')).toEqual({ ok: true, value: vip.value.id });
	expect(names()).toEqual(['VIP']);
});

test('S-4: two devices that are apart make one each: both are told, and can be changed', async () => {
	const { doc } = await desk.workspaceCanvas();
	const vip = await addTag(desk, { name: 'VIP' });
	const other = new Y.Doc();
	putTag(other, { id: 'tag_other', name: 'vip' });
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
	const tags = Object.values(readWorkspace(doc).tags);
	expect([...alikeIn(tags)].sort()).toEqual(['tag_other', vip.ok && vip.value.id].sort());
	expect(await changeTag(desk, { id: 'tag_other', name: 'Importante' })).toMatchObject({
		ok: true,
	});
	expect(alikeIn(Object.values(readWorkspace(doc).tags)).size).toBe(0);
});

test('S-4: a team that shares its name can still be given members', async () => {
	const { doc } = await desk.workspaceCanvas();
	const sales = await addTeam(desk, { name: 'Ventas', members: [] });
	if (!sales.ok) throw new Error('not made');
	doc.getMap('teams').set('tea_other', { id: 'tea_other', name: 'ventas', members: [] });
	const changed = { ...sales.value, members: [desk.me.id] };
	expect(await changeTeam(desk, changed)).toMatchObject({ ok: true });
});
