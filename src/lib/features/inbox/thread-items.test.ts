import { describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../model/event';
import type { Run } from '../../model/run';
import type { ThreadEntry } from '../../replica/held';
import { type ThreadItem, threadItems } from './thread-items';

const noon = new Date(2026, 10, 22, 12, 0).getTime();
const camila = { kind: 'contact', id: 'ctc_camila' };
const ana = { kind: 'teammate', id: 'tmt_ana' };
const engine = { kind: 'engine', id: 'runner' };

let count = 0;
function entry(body: object, minutes = 0): ThreadEntry {
	const id = `evt_${++count}`;
	const event = { id, at: noon + minutes * 60_000, conversation: 'cnv_1', ...body } as DomainEvent;
	return { id, contact: camila.id, chapter: 1, at: event.at, delivery: 'sent', event };
}

function kinds(entries: ThreadEntry[]): string[] {
	return threadItems(entries).map((item) => item.is);
}

function find<Is extends ThreadItem['is']>(entries: ThreadEntry[], is: Is) {
	return threadItems(entries).filter((item) => item.is === is) as Extract<ThreadItem, { is: Is }>[];
}

test('each day begins with its name', () => {
	const said = { type: 'messageSent', by: camila, text: 'Hola' };
	expect(kinds([entry(said), entry(said, 5), entry(said, 24 * 60)])).toEqual([
		'day',
		'message',
		'message',
		'day',
		'message',
	]);
});

test('tells customer, teammate and automation apart', () => {
	const messages = find(
		[camila, ana, engine].map((by) => entry({ type: 'messageSent', by, text: 'Hola' })),
		'message',
	);
	expect(messages.map((item) => item.side)).toEqual(['customer', 'teammate', 'automation']);
});

test('messages of one person close together share one signature', () => {
	const said = { type: 'messageSent', by: ana, text: 'Hola' };
	const messages = find([entry(said), entry(said, 1), entry(said, 30)], 'message');
	expect(messages.map((item) => item.endsGroup)).toEqual([false, true, true]);
});

test('an answer is shown at its prompt, not as a line of its own', () => {
	const prompt = entry({
		type: 'promptShown',
		by: engine,
		text: '¿Qué pasó?',
		typing: false,
		input: { kind: 'buttons', options: [{ id: 'size', label: 'No es mi talla' }] },
	});
	const pressed = entry(
		{ type: 'buttonPressed', by: camila, prompt: prompt.id, option: 'size' },
		1,
	);
	const items = threadItems([prompt, pressed]);
	expect(items.map((item) => item.is)).toEqual(['day', 'prompt']);
	expect(items[1]).toMatchObject({ answer: { option: 'size' } });
});

test('an answer whose prompt is older than the window is told as an event', () => {
	expect(
		kinds([entry({ type: 'buttonPressed', by: camila, prompt: 'evt_old', option: 'a' })]),
	).toEqual(['day', 'events']);
});

test('E-25: a rating that was given anew stands at its question, the first one in the log', () => {
	const input = { kind: 'rating', scale: 5, changeForMs: 2 * 60_000 };
	const prompt = entry({ type: 'promptShown', by: engine, text: '?', typing: true, input });
	const rated = (score: number, minutes: number) =>
		entry({ type: 'conversationRated', by: camila, prompt: prompt.id, score }, minutes);
	const items = threadItems([prompt, rated(2, 1), rated(4, 3)]);
	expect(items.map((item) => item.is)).toEqual(['day', 'prompt', 'events']);
	expect(items[1]).toMatchObject({ answer: { score: 4 } });
});

test('B9: a rating that came too late is told apart from those that counted', () => {
	const input = { kind: 'rating', scale: 5, changeForMs: 2 * 60_000 };
	const prompt = entry({ type: 'promptShown', by: engine, text: '?', typing: true, input });
	const rated = (score: number, minutes: number) =>
		entry({ type: 'conversationRated', by: camila, prompt: prompt.id, score }, minutes);
	const late = rated(1, 9);
	const items = threadItems([prompt, rated(2, 1), rated(4, 3), late]);
	expect(items[1]).toMatchObject({ answer: { score: 4 } });
	const told = items.flatMap((item) =>
		item.is === 'events' ? item.events.filter(({ id }) => item.tooLate.has(id)) : [],
	);
	expect(told).toEqual([late.event]);
});

test('what one run does is one line, what another does is another', () => {
	const tagged = (run: string) =>
		entry({ type: 'tagAdded', by: engine, tag: 'tag_a', cause: [run] });
	const lines = find([tagged('run_1'), tagged('run_1'), tagged('run_2')], 'events');
	expect(lines.map((line) => line.events.length)).toEqual([2, 1]);
});

test('an event of a newer version keeps its place', () => {
	const unknown: ThreadEntry = {
		...entry({}),
		event: { id: 'evt_new', at: noon, unknown: true, raw: { type: 'hologramShown' } },
	};
	expect(kinds([unknown])).toEqual(['day', 'unknown']);
});

test('A10, E-08: where a circle of workflows ended, the thread says so on a line of its own', () => {
	const run = { type: 'tagAdded', by: engine, tag: 'tag_a', cause: ['run_a', 'run_b'] };
	const [before, tagged, after] = [entry({ ...run, tag: 'tag_b' }), entry(run), entry(run)];
	const note = entry({ type: 'noteAdded', by: engine, text: 'x', cause: ['run_a', 'run_b'] });
	const said = entry({ type: 'messageSent', by: engine, text: 'x' });
	const circles = new Map([
		[tagged.id, ['wfl_a', 'wfl_c']],
		[note.id, ['wfl_a']],
		[said.id, ['wfl_a']],
		['evt_elsewhere', ['wfl_a']],
	]);
	const items = threadItems([before, tagged, after, note, said], [], circles);
	expect(items.map((item) => item.is)).toEqual([
		'day',
		...['events', 'circle', 'circle'],
		...['events', 'note', 'circle', 'message', 'circle'],
	]);
	expect(items.filter((item) => item.is === 'circle')).toMatchObject([
		{ event: { id: tagged.id }, workflow: 'wfl_a' },
		{ event: { id: tagged.id }, workflow: 'wfl_c' },
		{ event: { id: note.id }, workflow: 'wfl_a' },
		{ event: { id: said.id }, workflow: 'wfl_a' },
	]);
	expect(new Set(items.map(({ is, id }) => `${is} ${id}`)).size).toBe(items.length);
	expect(threadItems([before, tagged]).map((item) => item.is)).toEqual(['day', 'events']);
});

describe('E-14: a question is answered by what its run took for the answer', () => {
	const runId = 'run_1';
	const options = [
		{ id: 'yes', label: 'Sí' },
		{ id: 'no', label: 'No' },
	];
	const field = (id: string, format = 'text', settings = {}) => ({
		id,
		label: id,
		required: true,
		format,
		settings,
	});
	const asked = (input: object, id = 'ev_ask.0') => ({
		...entry({ type: 'promptShown', by: engine, text: '?', typing: true, input }),
		id,
	});
	const typed = (text: string) => entry({ type: 'messageSent', by: camila, text }, 1);
	const promptOf = (prompt: ThreadEntry, others: ThreadEntry[], took?: ThreadEntry) => {
		const event = { ...prompt.event, id: prompt.id } as DomainEvent;
		const steps = [
			{ node: 'ask', kind: 'x', visit: 1, shown: 'ev_ask' },
			{ node: 'ask', kind: 'x', visit: 2, left: 'next' },
		];
		const answered = took && { [prompt.id]: took.id };
		const run = { id: runId, steps, wokenBy: [], answered } as unknown as Run;
		const items = threadItems([{ ...prompt, event }, ...others], [run]);
		return items.find((item) => item.is === 'prompt');
	};
	const changed = (attribute: string, value: string | number, visit = 2) =>
		entry(
			{
				type: 'attributeChanged',
				by: engine,
				subject: 'contact',
				attribute,
				value,
				cause: [runId],
				node: 'ask',
				visit,
			},
			1,
		);

	test.each([
		['dale', 'yes'],
		['NO!', 'no'],
		['1', 'yes'],
		['quién sabe', undefined],
	])('%s at buttons', (text, chosen) => {
		const words = typed(text);
		const prompt = asked({ kind: 'buttons', options });
		expect(promptOf(prompt, [words], words)).toMatchObject({ reply: { chosen } });
	});

	test('words that no run took for it answer nothing', () => {
		const words = typed('dale');
		const prompt = asked({ kind: 'buttons', options });
		expect(promptOf(prompt, [words])).toMatchObject({ reply: undefined });
	});

	test('words at a form: the values that were stored because of them', () => {
		const words = typed('ana@x.cl, 9 1234 5678');
		const input = { kind: 'form', fields: [field('email'), field('phone'), field('name')] };
		const stored = [changed('email', 'ana@x.cl'), changed('phone', '+56912345678')];
		const later = changed('name', 'Ana', 3);
		expect(promptOf(asked(input), [words, ...stored, later], words)).toMatchObject({
			reply: { values: { email: 'ana@x.cl', phone: '+56912345678' } },
		});
	});

	test('words at the one field of a question, where they were taken', () => {
		const words = typed('cuatro de diciembre');
		const input = { kind: 'form', fields: [field('answer', 'date')] };
		expect(promptOf(asked(input), [words], words)).toMatchObject({
			reply: { values: { answer: 'cuatro de diciembre' } },
		});
	});

	test('what was sent with the form or a button is the answer, as before', () => {
		const prompt = asked({ kind: 'form', fields: [field('email')] });
		const sent = entry(
			{ type: 'answersGiven', by: camila, prompt: prompt.id, answers: { email: 'a@x.cl' } },
			1,
		);
		expect(promptOf(prompt, [sent], sent)).toMatchObject({
			reply: { values: { email: 'a@x.cl' } },
		});
		const buttons = asked({ kind: 'buttons', options });
		const press = entry({ type: 'buttonPressed', by: camila, prompt: buttons.id, option: 'no' }, 1);
		expect(promptOf(buttons, [press], press)).toMatchObject({ reply: { chosen: 'no' } });
	});
});

test.each([
	['a message', { type: 'messageSent', text: 'Otra cosa' }],
	['a button', { type: 'buttonPressed', prompt: 'prm_1', option: 'yes' }],
	['an answer', { type: 'answersGiven', prompt: 'prm_1', answers: {} }],
])('a closed conversation that %s of the customer reopens says so, once', (_, word) => {
	const said = { ...word, by: camila };
	const closed = { type: 'conversationClosed', by: ana };
	const items = threadItems([entry(closed), entry(said, 1), entry(said, 2)]);
	expect(items.map(({ is }) => is).filter((is) => is === 'reopened')).toHaveLength(1);
	const at = items.findIndex(({ is }) => is === 'reopened');
	expect(['message', 'events']).toContain(items[at + 1]?.is);
	expect(items[at - 1]?.is).toBe('events');
});

test('nothing says so where a person reopened it, where it was open, or where the team wrote', () => {
	const said = { type: 'messageSent', by: camila, text: 'Hola' };
	const closed = { type: 'conversationClosed', by: ana };
	const reopened = { type: 'conversationReopened', by: ana };
	for (const bodies of [
		[said, said],
		[closed, reopened, said],
		[closed, { ...said, by: ana }],
		[closed, { type: 'conversationRated', by: camila, score: 5 }],
	]) {
		const entries = bodies.map((body, minute) => entry(body, minute));
		expect(kinds(entries)).not.toContain('reopened');
	}
});
