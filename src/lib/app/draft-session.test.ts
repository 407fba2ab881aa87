import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { bindDraft } from '../documents/draft-shape';
import { createDraft } from '../documents/workflow-draft';
import { defaultSettings } from '../model/workflow';
import { stepKind } from '../steps';
import { DraftSession } from './draft-session.svelte';

const names: Record<string, string> = { tmt_ana: 'Ana', tmt_luis: 'Luis' };

/** Two people on one draft, joined as the relay would join them. */
function pair() {
	const [a, b] = [new Y.Doc(), new Y.Doc()];
	a.on('update', (update: Uint8Array) => Y.applyUpdate(b, update));
	b.on('update', (update: Uint8Array) => Y.applyUpdate(a, update));
	createDraft(bindDraft(a, stepKind), {
		format: 'relevo.workflow/1',
		title: 'Returns',
		trigger: { kind: 'first-message', params: {} },
		settings: defaultSettings(),
		start: 'hello',
		nodes: { hello: { kind: 'message', params: { text: 'Hi' }, next: {} } },
	});
	const [here, there] = [new Awareness(a), new Awareness(b)];
	there.on('change', () =>
		applyAwarenessUpdate(here, encodeAwarenessUpdate(there, [b.clientID]), 'relay'),
	);
	const ana = new DraftSession({ doc: a, awareness: here }, { id: 'tmt_ana' }, (id) => names[id]);
	const luis = new DraftSession(
		{ doc: b, awareness: there },
		{ id: 'tmt_luis' },
		(id) => names[id],
	);
	return { ana, luis, there };
}

test('what one types is in the other’s content at once (S1)', () => {
	const { ana, luis } = pair();
	luis.splice('hello', 'text', { at: 2, remove: 0, insert: ', Eva' });
	flushSync();
	expect(ana.content.definition.nodes.hello!.params.text).toBe('Hi, Eva');
	ana.close();
	luis.close();
});

test('undo is mine alone, and says when there is nothing to undo (U12)', () => {
	const { ana, luis } = pair();
	luis.setTitle('Refunds');
	expect(ana.undo()).toBe(false);
	ana.setParam('hello', 'text', 'Bye');
	expect(ana.undo()).toBe(true);
	expect(ana.content.definition.title).toBe('Refunds');
	expect(ana.content.definition.nodes.hello!.params.text).toBe('Hi');
	ana.close();
	luis.close();
});

test('others are named by the identity that the relay stamped, not by what they claim', async () => {
	const { ana, luis, there } = pair();
	expect(ana.peers).toMatchObject([{ teammate: 'tmt_luis', name: 'Luis' }]);
	luis.show({ node: 'hello' });
	luis.show({ field: 'text' });
	await expect.poll(() => ana.peers[0]).toMatchObject({ node: 'hello', field: 'text' });
	there.setLocalState({ user: { id: 'tmt_luis' }, canvas: { teammate: 'tmt_ana' } });
	expect(ana.peers).toMatchObject([{ teammate: 'tmt_luis', name: 'Luis' }]);
	there.setLocalState({ canvas: 'junk' });
	expect(ana.peers).toEqual([]);
	ana.close();
	luis.close();
});
