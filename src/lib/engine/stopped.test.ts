import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../base/clock';
import { agent, CONVERSATION, stage, START, step, workflow } from './stage.test-kit';

const inConversation = { conversation: CONVERSATION };
const rest = { rest: step('wait', { forMs: HOUR, interruptedBy: [] }) };

test('E-02, W-CTL-01: a workflow that is stopped ends its runs that began before, and no others', () => {
	const s = stage(workflow('wf_a', 'first-message', rest), workflow('wf_b', 'first-message', rest));
	s.says('hi');
	const stopped = { id: 'ev_stop', by: agent, type: 'workflowStopped', workflow: 'wf_a' } as const;
	expect(s.take({ live: { ...stopped, at: START - 1 } })).toEqual([]);
	s.take({ live: { ...stopped, at: s.now() + MINUTE } });
	expect(s.run('wf_a').ended?.reason).toBe('workflowStopped');
	expect(s.run('wf_b').ended).toBeUndefined();
	expect(s.take({ live: { ...stopped, at: s.now() + MINUTE } })).toEqual([]);
});

test('E-02: one that is set live again ends its runs where that was asked for, and its content is its own', () => {
	const a = workflow('wf_a', 'first-message', rest);
	const s = stage(a);
	s.says('hi');
	const { version, definition } = a;
	const by = {
		id: 'ev_live',
		at: s.now() + MINUTE,
		by: agent,
		workflow: 'wf_a',
		number: 2,
	} as const;
	const published = { ...by, type: 'workflowPublished', version, definition } as const;
	expect(s.take({ live: published })).toEqual([]);
	expect(s.take({ live: { ...published, stopRunning: true, version: 'ver_other' } })).toEqual([]);
	s.take({ live: { ...published, stopRunning: true } });
	expect(s.run('wf_a').ended?.reason).toBe('workflowStopped');
});

test('P6: a snooze ends when its time has come, once, and never after somebody has woken it', () => {
	const s = stage();
	s.says('hi');
	const until = s.now() + HOUR;
	const snooze = { type: 'conversationSnoozed', ...inConversation } as const;
	s.write(agent, { ...snooze, until });
	s.pass(HOUR - MINUTE);
	expect(s.ofType('conversationUnsnoozed')).toHaveLength(0);
	s.pass(2 * MINUTE);
	expect(s.ofType('conversationUnsnoozed')).toHaveLength(1);
	const over = { snoozeOver: { conversation: CONVERSATION, due: until } };
	expect(s.take(over)).toEqual([]);
	s.write(agent, { ...snooze, until: s.now() + HOUR });
	expect(s.take(over)).toEqual([]);
	s.write(agent, { type: 'conversationUnsnoozed', ...inConversation });
	s.pass(2 * HOUR);
	expect(s.ofType('conversationUnsnoozed')).toHaveLength(2);
});
