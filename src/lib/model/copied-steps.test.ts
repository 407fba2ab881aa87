import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { copySteps, MAX_COPIED_CHARS, readSteps, renewSteps, type Steps } from './copied-steps';
import { defaultSettings, MAX_NODES, type WorkflowDefinition } from './workflow';

const menu = {
	kind: 'reply-buttons',
	name: 'Main menu',
	params: { options: [{ id: 'a', label: 'Orders' }] },
	next: { a: 'stp_tag', other: 'stp_bye' },
};
const tag = { kind: 'tag', params: { add: ['tag_vip'] }, next: { next: 'stp_menu' } };
const definition: WorkflowDefinition = {
	format: 'relevo.workflow/1',
	title: 'Returns',
	trigger: { kind: 'first-message', params: {} },
	settings: defaultSettings(),
	start: 'stp_menu',
	nodes: {
		stp_bye: { kind: 'close', params: {}, next: {} },
		stp_menu: menu,
		stp_tag: tag,
	},
};

test('steps are read back as they were copied, without the edges that left them (U31, C1)', () => {
	const read = readSteps(copySteps(definition, ['stp_menu', 'stp_tag', 'stp_gone']));
	expect(read).toEqual({
		ok: true,
		value: { stp_menu: { ...menu, next: { a: 'stp_tag' } }, stp_tag: tag },
	});
	expect(read.ok && Object.keys(read.value)).toEqual(['stp_menu', 'stp_tag']);
});

test('pasted steps have ids of their own, and lead to each other as before', () => {
	let made = 0;
	const read = readSteps(copySteps(definition, ['stp_menu', 'stp_tag']));
	expect(renewSteps(read.ok ? read.value : {}, () => `new_${++made}`)).toEqual({
		new_1: { ...menu, next: { a: 'new_2' } },
		new_2: { ...tag, next: { next: 'new_1' } },
	});
});

describe('what is not ours is refused with its reason (C3)', () => {
	const file = { $schema: 'relevo:steps', version: 1, nodes: { stp_tag: tag } };
	const many = Object.fromEntries(Array.from({ length: MAX_NODES + 1 }, (_, n) => [`s${n}`, tag]));
	test.each([
		['a sentence', 'Where is my order?', 'notOurs'],
		['nothing', '', 'notOurs'],
		['another JSON', '{"nodes": {}}', 'notOurs'],
		['a file of workflows', '{"$schema": "relevo:workflow-file", "export_version": 1}', 'notOurs'],
		['no step', JSON.stringify({ ...file, nodes: {} }), 'notOurs'],
		['a broken step', JSON.stringify({ ...file, nodes: { a: { kind: 1 } } }), 'notOurs'],
		['a newer version', JSON.stringify({ ...file, version: 2, nodes: [] }), 'newerVersion'],
		['too many steps', JSON.stringify({ ...file, nodes: many }), 'tooManySteps'],
		['too much text', ' '.repeat(MAX_COPIED_CHARS + 1), 'tooLong'],
		['what no step is as deep as', '['.repeat(100_000) + ']'.repeat(100_000), 'notOurs'],
	])('%s', (_, text, kind) => {
		expect(readSteps(text)).toEqual({ ok: false, problem: { kind } });
	});
});

test('an edge to a step that is not in the text is not read', () => {
	const text = JSON.stringify({
		$schema: 'relevo:steps',
		version: 1,
		nodes: { a: { ...tag, next: { next: 'b', constructor: 'toString' } } },
	});
	expect(readSteps(text)).toEqual({ ok: true, value: { a: { ...tag, next: {} } } });
});

test.prop([fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.string())), fc.json()])(
	'whatever is copied, every edge of what is pasted leads to a step of it',
	(edges, json) => {
		const nodes: Steps = Object.fromEntries(
			Object.entries(edges).map(([id, next]) => [id, { kind: 'note', params: {}, next }]),
		);
		let made = 0;
		const read = readSteps(copySteps({ ...definition, nodes }, Object.keys(nodes)));
		const pasted = renewSteps(read.ok ? read.value : {}, () => `new_${++made}`);
		expect(Object.keys(pasted)).toHaveLength(Object.keys(nodes).length);
		const targets = Object.values(pasted).flatMap(({ next }) => Object.values(next));
		for (const target of targets) expect(pasted).toHaveProperty([target]);
		expect(readSteps(json)).toHaveProperty('problem');
	},
);
