import { expect, test } from 'vitest';
import { TRIGGER_NODE, TRIGGER_PORT } from '../model/workflow';
import { forgetAuthors, readAuthors } from './draft-authors';
import { peer, sample, sync } from './draft.test-kit';
import { readDraft } from './read-draft';
import {
	connect,
	createDraft,
	moveNode,
	removeNode,
	restoreDraft,
	setParam,
	setSetting,
	setTitle,
	setTriggerParam,
	spliceText,
	undoManager,
} from './workflow-draft';

test('who has edited which step is noted, until the draft is set live (D6, U30)', () => {
	const [ana, luis] = [peer(1, 'agt_ana'), peer(2, 'agt_luis')];
	createDraft(ana, sample());
	sync(ana, luis);
	expect(readAuthors(ana)).toEqual({});
	setParam(ana, 'hello', 'mood', 'warm');
	spliceText(luis, 'hello', 'text', { at: 0, remove: 0, insert: 'Oh! ' });
	setTitle(luis, 'Refunds');
	connect(luis, TRIGGER_NODE, TRIGGER_PORT, 'pick');
	moveNode(luis, 'thanks', { x: 1, y: 2 });
	removeNode(ana, 'pick');
	sync(ana, luis);
	expect(readAuthors(ana)).toEqual({
		'#title': ['agt_luis'],
		'#trigger': ['agt_luis'],
		hello: ['agt_ana', 'agt_luis'],
		pick: ['agt_ana'],
	});
	forgetAuthors(luis);
	sync(ana, luis);
	expect(readAuthors(ana)).toEqual({});
});

test('a version is restored whole, and undo brings the draft back as it was (U30)', () => {
	const draft = peer(1, 'agt_ana');
	createDraft(draft, sample());
	removeNode(draft, 'pick');
	setTriggerParam(draft, 'channel', 'mail');
	setSetting(draft, 'typing', false);
	moveNode(draft, 'hello', { x: 10, y: 20 });
	const before = readDraft(draft);
	const undo = undoManager(draft);
	restoreDraft(draft, sample());
	expect(readDraft(draft)).toMatchObject({
		definition: sample(),
		positions: { hello: { x: 10, y: 20 } },
	});
	expect(readDraft(draft).definition.settings).toEqual(sample().settings);
	expect(readAuthors(draft)).toMatchObject({ pick: ['agt_ana'], '#trigger': ['agt_ana'] });
	undo.undo();
	expect(readDraft(draft)).toEqual(before);
	undo.redo();
	expect(readDraft(draft).definition).toEqual(sample());
});

test('A8: restoring removes steps that are called what every object inherits', () => {
	const draft = peer(1, 'agt_ana');
	const { nodes } = sample();
	const step = Object.values(nodes)[0]!;
	const old = { ...nodes, toString: step, constructor: step };
	createDraft(draft, { ...sample(), nodes: old });
	restoreDraft(draft, sample());
	expect(readDraft(draft).definition).toEqual(sample());
	expect(Object.keys(readAuthors(draft)).sort()).toEqual(['constructor', 'toString']);
});
