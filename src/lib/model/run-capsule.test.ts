import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
	CONTACT,
	CONVERSATION,
	customer,
	stage,
	step,
	workflow,
	workspace,
} from '../engine/stage.test-kit';
import { CAPSULE_FORMAT, makeCapsule, MAX_CAPSULE_BYTES, readCapsule } from './run-capsule';
import { traceOf } from './run-trace';

const vip = {
	match: 'all' as const,
	rules: [{ field: 'contact.email', operator: 'contains', value: '@vip.example' }],
};
const flow = workflow('wf_a', 'first-message', {
	hello: step('message', { text: 'hello {{contact.name}}' }, { next: 'sort' }),
	sort: step(
		'branches',
		{ branches: [{ id: 'vip', label: 'VIP', condition: vip }] },
		{ vip: 'ask', else: 'ask' },
	),
	ask: step('ask-question', { text: 'What is it?', variable: 'topic' }),
});
/** What must not leave: words and details of the customer. */
const CANARIES = ['canary-name', 'canary@vip.example', 'canary-words', 'canary-answer', CONTACT];

function played() {
	const s = stage(flow);
	s.write(customer, {
		type: 'detailsGiven',
		details: { name: 'canary-name', email: 'canary@vip.example' },
	});
	s.says('canary-words');
	s.says('canary-answer');
	return s;
}

function exported(redacted: boolean) {
	const s = played();
	const from = { run: s.run(), version: flow, events: s.events, workspace: workspace() };
	return { s, text: JSON.stringify(makeCapsule(from, { redacted, exportedAt: 7 })) };
}

test('a redacted capsule holds no word and no detail of the customer, and opens', () => {
	const { s, text } = exported(true);
	for (const canary of [...CANARIES, CONVERSATION]) expect(text).not.toContain(canary);
	const opened = readCapsule(text);
	expect(opened.ok && opened.value.run.steps.map(({ node, left }) => [node, left])).toEqual(
		s.run().steps.map(({ node, left }) => [node, left]),
	);
	const evidence = opened.ok && opened.value.run.steps.flatMap(({ because = [] }) => because);
	expect(evidence).toMatchObject([{ field: 'contact.email', holds: true, actual: '' }]);
	expect(opened.ok && opened.value.names.teammates).toEqual({});
});

test('a whole capsule, if somebody chooses so, holds what was said', () => {
	const { s, text } = exported(false);
	for (const canary of CANARIES) expect(text).toContain(canary);
	const opened = readCapsule(text);
	expect(opened.ok && opened.value.run).toEqual(s.run());
	expect(opened.ok && traceOf(opened.value.run, opened.value.events)).toEqual(
		traceOf(s.run(), s.events),
	);
});

test('what happened in another conversation of the contact stays at home', () => {
	const s = played();
	const run = s.run();
	const elsewhere = { type: 'messageSent', conversation: 'cnv_2', text: 'private' } as const;
	s.write(customer, elsewhere);
	const from = { run, version: flow, events: s.events, workspace: workspace() };
	const capsule = makeCapsule(from, { redacted: false, exportedAt: 7 });
	expect(JSON.stringify(capsule)).not.toContain('private');
});

test.each([
	['tooLarge', 'x'.repeat(MAX_CAPSULE_BYTES + 1)],
	['notJson', '{"format":'],
	['tooDeep', '['.repeat(100) + ']'.repeat(100)],
	['notOurs', '{"format":"relevo.workflow/1"}'],
	['notOurs', '[]'],
	['newer', '{"format":"relevo.run/2"}'],
	['invalid', JSON.stringify({ format: CAPSULE_FORMAT })],
])('a file that is not one of ours is refused with what is wrong: %s', (code, text) => {
	const opened = readCapsule(text);
	expect(opened).toMatchObject({
		ok: false,
		wrong: expect.arrayContaining([expect.objectContaining({ code })]),
	});
});

test('an event that cannot be read is named by its place, and the list has an end', () => {
	const capsule = JSON.parse(exported(true).text);
	capsule.events[1] = { id: capsule.events[1].id, type: 'nonsense' };
	expect(readCapsule(JSON.stringify(capsule))).toMatchObject({
		wrong: [{ code: 'invalid', path: 'events.1' }],
	});
	capsule.events = capsule.events.map(({ id }: { id: string }) => ({ id }));
	capsule.events = Array.from({ length: 60 }, () => capsule.events[0]);
	expect(readCapsule(JSON.stringify(capsule)).wrong).toHaveLength(20);
});

test('a run that is not among its own events, or of another version, is refused', () => {
	const capsule = JSON.parse(exported(true).text);
	const wrong = [{ code: 'noRun' }];
	expect(readCapsule(JSON.stringify({ ...capsule, run: 'run_other' }))).toMatchObject({ wrong });
	const version = { ...capsule.version, version: 'ver_other' };
	expect(readCapsule(JSON.stringify({ ...capsule, version }))).toMatchObject({ wrong });
});

test.prop([fc.json(), fc.double({ min: 0, max: 1, noNaN: true })])(
	'whatever the file holds, reading it gives an answer',
	(json, place) => {
		expect(readCapsule(json).ok).toBe(false);
		const { text } = exported(true);
		const at = Math.floor(place * text.length);
		expect(() => readCapsule(text.slice(0, at) + json + text.slice(at))).not.toThrow();
	},
);
