import { afterEach, expect, test } from 'vitest';
import { openLoneDesk } from '../../../../tests/lone-desk';
import { setRestricted as writeRestricted } from '../../documents/workspace';
import { mayRunWorkflows } from '../../model/workspace';
import { conversationKey } from '../../model/conversation';
import { conversation as conversationRow } from '../../read/queries/conversation';
import { setRestricted } from '../configure';
import type { OpenDesk } from '../open-desk.svelte';
import { stopRun } from './stop-run';
import { useShortcut } from './use-shortcut';

const CONTACT = 'con_0000000000000000000001';
const HERE = 'cnv_0000000000000000000001';
const forbidden = { ok: false, problem: { kind: 'forbidden' } };

let desk: OpenDesk;
afterEach(() => desk.close());

async function openConversation() {
	await desk.write(CONTACT, [{ type: 'noteAdded', conversation: HERE, text: 'open here' }]);
	const open = (await desk.ask(conversationRow, conversationKey(CONTACT, HERE)))?.conversation;
	if (!open) throw new Error('The conversation is not there.');
	return open;
}

test('W-CTL-04: an agent with the restriction starts and stops nothing, until it is lifted', async () => {
	desk = await openLoneDesk('agent');
	const open = await openConversation();
	const { doc, whenLoaded } = await desk.workspaceCanvas();
	await whenLoaded;
	writeRestricted(doc, { id: desk.me.id, on: true });
	expect(await useShortcut.run(desk, open, { workflow: 'wfl_menu' })).toMatchObject(forbidden);
	expect(await stopRun.run(desk, open, { run: 'run_1' })).toMatchObject(forbidden);
	writeRestricted(doc, { id: desk.me.id, on: false });
	expect(await useShortcut.run(desk, open, { workflow: 'wfl_menu' })).toMatchObject({
		ok: true,
		value: [{ type: 'shortcutUsed', workflow: 'wfl_menu' }],
	});
});

test('W-CTL-04: managers restrict agents, and nobody else does; managers are not bound', async () => {
	desk = await openLoneDesk('manager');
	expect(await setRestricted(desk, 'agt_ben', true)).toMatchObject({ ok: true });
	const ben = { id: 'agt_ben', role: 'agent' as const };
	expect(mayRunWorkflows(desk.workspace, ben)).toBe(false);
	expect(mayRunWorkflows(desk.workspace, { ...ben, role: 'manager' })).toBe(true);
	expect(mayRunWorkflows(desk.workspace, { id: 'agt_cleo', role: 'agent' })).toBe(true);
	await desk.close();
	desk = await openLoneDesk('agent');
	expect(await setRestricted(desk, 'agt_ben', true)).toMatchObject(forbidden);
});
