import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/clock';
import { nextDeadline } from './rehearsal';
import { probing } from './probes.test-kit';
import { agent, CONVERSATION, customer, type Stage, stage, START, step } from './stage.test-kit';
import { pageRuleId, pageRulesOf } from './page-rules';

const inConversation = { conversation: CONVERSATION };
const quiet = (settings = {}) =>
	probing(
		'wf_a',
		['probe-silence', { forMs: HOUR }],
		{ n: step('note', { text: 'ran' }) },
		settings,
	);
const notes = (s: Stage) => s.ofType('noteAdded').length;

describe('E-17: a silence', () => {
	test('fires once, when its time has come', () => {
		const s = stage(quiet());
		s.says('hello?');
		s.pass(HOUR - 1);
		expect(notes(s)).toBe(0);
		s.pass(10 * HOUR);
		expect(notes(s)).toBe(1);
		expect(s.run()).toMatchObject({ trigger: s.ofType('episodeDue')[0]?.id });
	});

	test('that is over by then does not fire', () => {
		const s = stage(quiet());
		s.says('hello?');
		const waiting = nextDeadline(s.state(), s.view().live);
		s.replies('yes');
		s.sleep(2 * HOUR);
		expect(waiting && s.take(waiting.input)).toEqual([]);
	});

	test('that has become another one fires for that one alone', () => {
		const s = stage(quiet());
		s.says('hello?');
		const first = nextDeadline(s.state(), s.view().live);
		s.replies('yes');
		s.sleep(HOUR);
		s.says('and now?');
		expect(first && s.take(first.input)).toEqual([]);
		s.pass(2 * HOUR);
		expect(notes(s)).toBe(1);
	});

	test('concerns the workflow that waits for it and no other', () => {
		const other = probing('wf_b', ['probe-silence', { forMs: DAY }], {
			n: step('note', { text: 'other' }),
		});
		const s = stage(quiet(), other);
		s.says('hello?');
		s.pass(2 * HOUR);
		expect(s.runs().map(({ workflow }) => workflow)).toEqual(['wf_a']);
	});

	test.each(['conversationSnoozed', 'conversationClosed'] as const)(
		'E-24: does not count after %s',
		(type) => {
			const s = stage(quiet());
			s.says('hello?');
			s.write(agent, { type, ...inConversation });
			s.pass(2 * HOUR);
			expect(notes(s)).toBe(0);
		},
	);

	test('E-04: that began before the workflow was live is none of its business', () => {
		const s = stage({ ...quiet(), liveSince: START + MINUTE });
		s.says('hello?');
		s.pass(2 * HOUR);
		expect(notes(s)).toBe(0);
	});

	test('E-04: goes on when another version is set live meanwhile', () => {
		const again = { ...quiet(), liveSince: START + MINUTE, liveWithoutBreakSince: START };
		const s = stage(again);
		s.says('hello?');
		s.pass(2 * HOUR);
		expect(notes(s)).toBe(1);
	});

	test('E-18: noticed days too late is recorded, and starts nothing', () => {
		const s = stage(quiet());
		s.says('hello?');
		s.sleep(5 * DAY);
		s.pass(1);
		expect(s.ofType('episodeDue')).toMatchObject([{ expired: true }]);
		expect(s.runs()).toEqual([]);
	});

	type Act = (s: Stage) => void;
	const act = fc.constantFrom<Act>(
		(s) => s.says('hello?'),
		(s) => s.replies('yes'),
		(s) => s.pass(20 * MINUTE),
		(s) => s.pass(90 * MINUTE),
		(s) => s.write(agent, { type: 'conversationSnoozed', ...inConversation }),
		(s) => s.write(agent, { type: 'conversationUnsnoozed', ...inConversation }),
	);
	test.prop([fc.array(act, { maxLength: 14 })])(
		'whatever happens, one situation starts one run, and repeating it none',
		(script) => {
			const s = stage(quiet());
			for (const one of script) {
				const before = nextDeadline(s.state(), s.view().live);
				one(s);
				if (before) s.take(before.input);
			}
			const due = s.ofType('episodeDue');
			expect(new Set(due.map(({ key }) => key)).size).toBe(due.length);
			expect(s.runs().length).toBe(due.length);
			for (const event of due) expect(s.take({ event })).toEqual([]);
		},
	);
});

describe('W-TRG-01, W-SET-05, E-09: what waits for a page', () => {
	const greeting = (settings = {}) =>
		probing('wf_page', 'probe-page', { hi: step('message', { text: 'hi' }) }, settings);
	const meet = (s: Stage, conversation: string, rule: string) =>
		s.write(customer, { type: 'pageRuleMet', conversation, rule });

	test('has a public rule that says nothing else of the workflow', () => {
		const live = greeting({ showUntil: 'engaged' });
		const [rule] = pageRulesOf([live, quiet()]);
		expect(rule).toEqual({ rule: pageRuleId(live), seconds: 5, until: 'engaged' });
		expect(JSON.stringify(rule)).not.toContain('wf_page');
	});

	test('starts by its own rule alone, and once when it has been seen', () => {
		const live = greeting();
		const s = stage(live);
		meet(s, CONVERSATION, 'rule_of_another');
		expect(s.said()).toEqual([]);
		meet(s, CONVERSATION, pageRuleId(live));
		meet(s, 'cnv_2', pageRuleId(live));
		expect(s.said()).toEqual(['hi']);
	});

	test('is shown again until the customer has opened it, where the workflow says so', () => {
		const live = greeting({ showUntil: 'interaction' });
		const s = stage(live);
		meet(s, CONVERSATION, pageRuleId(live));
		s.pass(MINUTE);
		meet(s, 'cnv_2', pageRuleId(live));
		expect(s.said()).toEqual(['hi', 'hi']);
		s.pass(MINUTE);
		s.write(customer, { type: 'conversationRead', conversation: 'cnv_2', upTo: s.now() });
		meet(s, 'cnv_3', pageRuleId(live));
		expect(s.said()).toEqual(['hi', 'hi']);
	});
});
