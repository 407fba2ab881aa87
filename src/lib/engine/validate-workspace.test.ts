import { expect, test } from 'vitest';
import type { WorkflowNode } from '../model/workflow';
import { probing } from './probes.test-kit';
import { step } from './stage.test-kit';
import { type PublishedOrDraft, validateWorkspace } from './validate-workspace';

const hand = (workflow: string, node?: string) =>
	step('probe-call', { workflow, mode: 'handOver', ...(node ? { node } : {}) });
const menu = (next: string) =>
	step('reply-buttons', { text: '?', options: [{ id: 'on', label: 'On' }] }, { on: next });
const made = (id: string, nodes: Record<string, WorkflowNode>): PublishedOrDraft =>
	probing(id, 'manual', nodes);
const codes = (...workflows: PublishedOrDraft[]) =>
	validateWorkspace(workflows).problems.map(({ code }) => code);

test('W-SUB-04: two workflows that start each other without a rest are told, with the way', () => {
	const workflows = [made('wf_a', { go: hand('wf_b') }), made('wf_b', { go: hand('wf_a') })];
	expect(validateWorkspace(workflows).problems).toEqual([
		{ code: 'workflowCycle', workflow: 'wf_b', node: 'go', others: ['wf_a', 'wf_b'] },
	]);
});

test('W-SUB-04: a circle in which somebody is asked is none', () => {
	const main = made('wf_a', { ask: menu('go'), go: hand('wf_b') });
	expect(codes(main, made('wf_b', { go: hand('wf_a') }))).toEqual([]);
});

test('W-SUB-01: a call that begins behind the question is one again', () => {
	const main = made('wf_a', { ask: menu('go'), go: hand('wf_b') });
	expect(codes(main, made('wf_b', { go: hand('wf_a', 'go') }))).toEqual(['workflowCycle']);
});

test('W-SUB-04: through a tag that one puts and the other waits for', () => {
	const tags = (id: string, tag: string, waitsFor: string) =>
		probing(id, ['probe-tagged', { tag: waitsFor }], { n: step('probe-tag', { tag }) });
	const circle = [tags('wf_a', 'tag_a', 'tag_b'), tags('wf_b', 'tag_b', 'tag_a')];
	expect(codes(...circle)).toEqual(['workflowCycle']);
	expect(codes(tags('wf_a', 'tag_a', 'tag_b'), tags('wf_b', 'tag_c', 'tag_a'))).toEqual([]);
});

test('E-08, A10: one that comes back to itself after a rest does not start again, and is told', () => {
	const rests = probing('wf_a', ['probe-tagged', { tag: 'tag_b' }], {
		rest: step('wait', { interruptedBy: [] }, { done: 'n' }),
		n: step('probe-tag', { tag: 'tag_a' }),
	});
	const tags = (id: string, tag: string, waitsFor: string) =>
		probing(id, ['probe-tagged', { tag: waitsFor }], { n: step('probe-tag', { tag }) });
	const found = validateWorkspace([rests, tags('wf_b', 'tag_b', 'tag_a')]);
	expect(found.problems).toEqual([]);
	expect(found.warnings).toEqual([
		{ code: 'ownCircle', workflow: 'wf_b', node: 'n', others: ['wf_a', 'wf_b'] },
	]);
	const three = [rests, tags('wf_b', 'tag_c', 'tag_a'), tags('wf_c', 'tag_b', 'tag_c')];
	expect(validateWorkspace(three).warnings).toMatchObject([{ others: ['wf_a', 'wf_b', 'wf_c'] }]);
	const circle = [tags('wf_a', 'tag_a', 'tag_b'), tags('wf_b', 'tag_b', 'tag_a')];
	expect(validateWorkspace(circle).warnings, 'a problem already').toEqual([]);
});

test('E-08: a workflow that wakes on what it writes itself is no circle', () => {
	const own = probing('wf_a', ['probe-tagged', { tag: 'tag_a' }], {
		n: step('probe-tag', { tag: 'tag_a' }),
	});
	expect(codes(own)).toEqual([]);
});

test('W-SUB-01: what cannot be called is told at the step that calls', () => {
	const main = made('wf_a', { one: hand('wf_gone') });
	expect(codes(main)).toEqual(['calleeNotLive']);
	const other = made('wf_b', { n: step('note', { text: 'n' }) });
	expect(codes(made('wf_a', { one: hand('wf_b', 'nowhere') }), other)).toEqual([
		'calleeWithoutStep',
	]);
});

test('E-06: two workflows behind the scenes that set the same at the same event are a warning', () => {
	const sets = (id: string) =>
		probing(id, 'any-message', { n: step('probe-set', { attribute: 'plan' }) });
	expect(validateWorkspace([sets('wf_a'), sets('wf_b')]).warnings).toEqual([
		{ code: 'competingWrites', workflow: 'wf_b', node: 'n', others: ['wf_a'] },
	]);
	expect(validateWorkspace([sets('wf_a')]).warnings).toEqual([]);
});

test('a hundred workflows of a hundred steps are judged in 50 ms of processor time', () => {
	const workflows = Array.from({ length: 100 }, (_, i) => {
		const nodes: Record<string, WorkflowNode> = {};
		for (let n = 0; n < 100; n++) {
			const next: Record<string, string> = n < 99 ? { next: `n${n + 1}` } : {};
			const to = `wf_${i + 1}`;
			nodes[`n${n}`] =
				n % 10 === 9
					? { ...step('probe-call', { workflow: to, mode: 'return' }), next }
					: step('note', { text: 'n' }, next);
		}
		return probing(`wf_${i}`, 'manual', nodes);
	});
	validateWorkspace(workflows);
	const before = process.cpuUsage();
	validateWorkspace(workflows);
	const { user, system } = process.cpuUsage(before);
	expect((user + system) / 1_000).toBeLessThan(50);
});
