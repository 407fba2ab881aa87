import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { COMPOSER_ESCAPE_MS } from '../model/prompt';
import type { WorkflowSettings } from '../model/workflow';
import {
	agent,
	CONVERSATION,
	customer,
	type Stage,
	stage,
	START,
	step,
	workflow,
} from './stage.test-kit';

const note = { n: step('note', { text: 'ran' }) };
const inConversation = { conversation: CONVERSATION };
const notes = (s: Stage) => s.ofType('noteAdded').length;
const withSettings = (settings: Partial<WorkflowSettings>) =>
	stage(workflow('wf_a', 'any-message', note, settings));

describe('W-SET-01: channels', () => {
	test('a workflow of other channels is not for the web', () => {
		const s = withSettings({ channels: ['email'] });
		s.says('hi');
		expect(notes(s)).toBe(0);
	});

	test('a conversation keeps the channel that it began on', () => {
		const s = withSettings({ channels: ['email'] });
		s.write(customer, { type: 'conversationStarted', ...inConversation, channel: 'email' });
		s.says('hi');
		expect(notes(s)).toBe(1);
	});
});

describe('W-SET-03, E-09: frequency', () => {
	test('once is once for ever', () => {
		const s = withSettings({ frequency: { kind: 'once' } });
		s.says('one');
		s.pass(400 * DAY);
		s.says('two');
		expect(notes(s)).toBe(1);
	});

	test.prop([
		fc.integer({ min: 1, max: 4 }),
		fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 15 }),
	])('at most so many times in any stretch of that length', (times, gaps) => {
		const s = withSettings({ frequency: { kind: 'atMost', times, perMs: HOUR } });
		for (const gap of gaps) {
			s.pass(gap * MINUTE);
			s.says('again');
		}
		const starts = s.runs().map(({ triggeredAt }) => triggeredAt);
		for (const end of starts) {
			const within = starts.filter((at) => at > end - HOUR && at <= end);
			expect(within.length).toBeLessThanOrEqual(times);
		}
		if (gaps.length > 0) expect(starts.length).toBeGreaterThan(0);
	});
});

describe('W-SET-07, E-09: schedule', () => {
	test('before it begins and after it ends nothing starts', () => {
		const s = withSettings({ schedule: { from: START + HOUR, until: START + 2 * HOUR } });
		s.says('too early');
		s.pass(HOUR);
		s.says('in time');
		s.pass(HOUR);
		s.says('too late');
		expect(notes(s)).toBe(1);
	});

	test.each([
		['inside', 1],
		['outside', 0],
	] as const)('%s office hours it starts %i times while people are there', (officeHours, times) => {
		const s = withSettings({ schedule: { officeHours } });
		const always = [0, 1_440] as [number, number];
		const days = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((d) => [d, [always]]));
		Object.assign(s.view().workspace, { officeHours: { timezone: 'UTC', days, holidays: [] } });
		s.says('hi');
		expect(notes(s)).toBe(times);
	});
});

describe('W-SET-04: goal', () => {
	const bought = {
		match: 'all' as const,
		rules: [{ field: 'contact.phone', operator: 'isKnown' }],
	};
	const settings = { goal: { condition: bought, withinMs: DAY } };
	const buy = (s: Stage) =>
		s.write(agent, {
			type: 'attributeChanged',
			...inConversation,
			subject: 'contact',
			attribute: 'phone',
			value: '600123123',
		});

	test('what happens in time converts the run once, though it has long ended', () => {
		const s = withSettings(settings);
		s.says('hi');
		s.pass(HOUR);
		const event = buy(s);
		s.says('thanks');
		expect(s.ofType('goalReached')).toMatchObject([{ workflow: 'wf_a', run: s.runs()[0]?.id }]);
		expect(s.take({ event })).toEqual([]);
	});

	test('what happens later does not', () => {
		const s = withSettings(settings);
		s.says('hi');
		s.pass(2 * DAY);
		buy(s);
		expect(s.ofType('goalReached')).toEqual([]);
	});

	test('whoever had reached it before is converted by nothing', () => {
		const s = withSettings(settings);
		s.says('hi');
		buy(s);
		s.says('again');
		s.says('and again');
		expect(s.ofType('goalReached')).toHaveLength(1);
	});
});

describe('W-ACT-08, E-14: nobody types while the run lasts', () => {
	const options = [{ id: 'yes', label: 'Yes' }];
	const nodes = {
		ask: step('reply-buttons', { text: '?', options }, { yes: 'rest' }),
		rest: step('wait', { forMs: HOUR, interruptedBy: [] }, { done: 'bye' }),
		bye: step('message', { text: 'bye' }),
	};
	const mute = (settings: Partial<WorkflowSettings> = {}) => {
		const s = stage(workflow('wf_a', 'first-message', nodes, { typing: false, ...settings }));
		s.says('hi');
		return s;
	};
	const away = (s: Stage) => {
		const returnsAt = s.state().conversations[CONVERSATION]?.composerReturnsAt ?? 0;
		return returnsAt > s.now() ? returnsAt : undefined;
	};

	test('between its questions too, until the run ends', () => {
		const s = mute();
		expect(away(s)).toBe(s.now() + COMPOSER_ESCAPE_MS);
		s.presses('yes');
		expect(away(s)).toBe(s.now() + COMPOSER_ESCAPE_MS);
		s.pass(HOUR);
		expect(s.said()).toEqual(['?', 'bye']);
		expect(s.ofType('composerGivenBack')).toHaveLength(1);
		expect(away(s)).toBeUndefined();
	});

	test('a run that nobody answers gives it back by itself', () => {
		const s = mute();
		s.sleep(COMPOSER_ESCAPE_MS + 1);
		expect(away(s)).toBeUndefined();
	});

	test('a person who replies gives it back, even where the run goes on', () => {
		const s = mute({ exits: [] });
		s.replies('hello');
		expect(away(s)).toBeUndefined();
		s.presses('yes');
		expect(away(s)).toBeUndefined();
	});

	test('so does whoever stops the run', () => {
		const s = mute();
		s.take({ stop: { run: s.run().id, reason: 'stoppedByTeammate' } });
		expect(away(s)).toBeUndefined();
	});
});

describe('E-15: words that lead to a step from anywhere', () => {
	const options = [{ id: 'yes', label: 'Yes' }];
	const nodes = {
		ask: step('reply-buttons', { text: 'menu?', options }, { yes: 'reply' }),
		reply: step('collect-reply', {}, { next: 'n' }),
		n: step('note', { text: 'replied' }),
		agent: step('message', { text: 'a person will come' }),
	};
	const handlers = [
		{ words: ['menú', 'menu'], go: 'ask' },
		{ words: ['agente'], go: 'agent' },
	];
	const listening = () => {
		const exits = ['customerReplied' as const];
		const s = stage(workflow('wf_a', 'first-message', nodes, { handlers, exits }));
		s.says('hi');
		return s;
	};

	test('before the parked step takes the message as its own', () => {
		const s = listening();
		s.presses('yes');
		s.says(' MENÚ! ');
		expect(s.run().park?.node).toBe('ask');
		expect(s.run().variables).toEqual({ reply: 'Yes' });
		expect(s.run().away).toEqual(['reply']);
		s.says('agente');
		expect(s.said()).toEqual(['menu?', 'menu?', 'a person will come']);
		expect(s.run().ended?.reason).toBe('completed');
	});

	test('a number is a button, and any other text is for the parked step', () => {
		const s = listening();
		s.says('1');
		expect(s.run().park?.node).toBe('reply');
		s.says('my menu is broken');
		expect(notes(s)).toBe(1);
	});

	test.each(['套餐2', 'меню', '메뉴', 'ไม่', '24/7', '0'])('T-5: %s is such a word', (word) => {
		const s = stage(
			workflow('wf_a', 'first-message', nodes, { handlers: [{ words: [word], go: 'agent' }] }),
		);
		s.says('hi');
		s.says(`${word}。`);
		expect(s.said().at(-1)).toBe('a person will come');
	});

	test('T-5: of other digits, too, a number is a button', () => {
		const s = listening();
		s.says('١');
		expect(s.run().park?.node).toBe('reply');
	});

	test('the same word twice in the log leads there once (E-10)', () => {
		const s = listening();
		s.presses('yes');
		const word = s.says('menu');
		expect(s.take({ event: word })).toEqual([]);
	});
});

describe('W-CTL-05, E-23: exit conditions are the contact’s', () => {
	const rest = { rest: step('wait', { forMs: HOUR, interruptedBy: [] }) };
	const other = { conversation: 'cnv_2' };

	test.each([
		['teammateReplied', agent, { type: 'messageSent', ...other, text: 'hi' }],
		['customerReplied', customer, { type: 'messageSent', ...other, text: 'hi' }],
		['assignedManually', agent, { type: 'conversationAssigned', ...other, teammate: 'tea_ben' }],
	] as const)('%s in another conversation of the contact ends it', (exit, author, body) => {
		const s = stage(workflow('wf_a', 'first-message', rest, { exits: [exit] }));
		s.says('hi');
		const before = JSON.stringify(s.view().state.conversations[CONVERSATION]);
		const event = s.write(author, body);
		expect(s.runs()[0]?.ended?.reason).toBe(exit);
		expect(JSON.stringify(s.view().state.conversations[CONVERSATION])).toBe(before);
		expect(s.take({ event })).toEqual([]);
	});

	test('closing another conversation does not end what speaks in this one (E-24)', () => {
		const ask = { ask: step('collect-reply') };
		const s = stage(workflow('wf_a', 'first-message', ask, { exits: [] }));
		s.says('hi');
		s.write(agent, { type: 'conversationClosed', ...other });
		expect(s.run().ended).toBeUndefined();
	});
});

describe('a step whose tag, team or attribute was deleted (E-22)', () => {
	const nodes = {
		t: step('tag', { add: ['tag_a'] }, { next: 'n', failure: 'f' }),
		n: step('note', { text: 'went on' }),
		f: step('note', { text: 'failed' }),
	};

	test('takes its failure path, with the reason in the run', () => {
		const s = stage(workflow('wf_a', 'first-message', nodes));
		Object.assign(s.view().workspace, { tags: {}, removed: { tag_a: true } });
		s.says('hi');
		expect(s.ofType('tagAdded')).toEqual([]);
		expect(s.ofType('noteAdded').map(({ text }) => text)).toEqual(['failed']);
		expect(s.run().steps[0]?.problem).toBe('deleted:tag:tag_a');
	});

	test('a host whose copy of the workspace is behind takes nothing for deleted', () => {
		const s = stage(workflow('wf_a', 'first-message', nodes));
		Object.assign(s.view().workspace, { tags: {} });
		s.says('hi');
		expect(s.ofType('tagAdded')).toHaveLength(1);
	});
});
