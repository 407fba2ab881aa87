import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent, emptyContactState, forkContactState } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import type { Run } from '../model/run';
import { runIndex, since } from '../model/run-index';
import { decide } from './decide';
import { step, workflow, workspace } from './stage.test-kit';

/** B8: what a decision costs does not grow with all that its contact has ever said. */
test('B8: a decision looks at none of the runs that were over long before', () => {
	const thanks = workflow('wf_a', 'any-message', {
		a: step('message', { text: 'Thanks.' }, { next: 'b' }),
		b: step('tag-conversation', {}),
	});
	const live = { ...thanks, liveSince: 0, liveWithoutBreakSince: 0 };
	const state = emptyContactState('con_1');
	const ws = workspace();
	let at = 1_000_000;
	function says(i: number): DomainEvent[] {
		const event: DomainEvent = {
			...{ id: `evt_${i}`, at: (at += 50), by: { kind: 'contact', id: 'con_1' } },
			...{ type: 'messageSent', conversation: 'cnv_1', text: 'a' },
		};
		applyEvent(state, event);
		const team = { online: [], open: {}, lastAssignedAt: {} };
		const version = () => live;
		const view = { state, workspace: ws, live: [live], version, team, stateAt: () => state };
		const written = decide(view, { event }, { now: at + 1, host: 'runner' });
		for (const each of written) applyEvent(state, each);
		at = Math.max(at, ...written.map((each) => each.at));
		return written;
	}
	for (let i = 0; i < 150; i++) says(i);
	let looks = 0;
	for (const run of Object.values(state.runs)) {
		expect(run.ended).toBeDefined();
		const { conversation } = run;
		const get = () => (looks++, conversation);
		Object.defineProperty(run, 'conversation', { get, enumerable: true });
	}
	const started = says(150).filter(({ type }) => type === 'runStarted');
	expect(started).toHaveLength(1);
	expect(Object.keys(state.runs)).toHaveLength(151);
	expect(looks).toBeLessThan(5);
});

const EVENT_IDS = ['evt_0', 'evt_1', 'evt_2', 'evt_3', 'timer'];
const act = fc.record({
	run: fc.integer({ min: 0, max: 7 }).map((n) => `run_${n}`),
	kind: fc.constantFrom('started', 'advanced', 'ended', 'goal', 'fork'),
	event: fc.constantFrom(...EVENT_IDS),
	time: fc.integer({ min: 0, max: 20 }),
	conversation: fc.constantFrom('cnv_1', 'cnv_2'),
});

test('B8: the index of runs answers as a look at each of them does, in every fork', () => {
	fc.assert(
		fc.property(fc.array(act, { maxLength: 40 }), fc.boolean(), (acts, isReadFirst) => {
			let state = emptyContactState('con_1');
			if (isReadFirst) runIndex(state.runs);
			for (const [i, { run, kind, event, time, conversation }] of acts.entries()) {
				const own = { id: `e_${i}`, at: i, by: { kind: 'engine', id: 'host' }, conversation, run };
				const more: Record<typeof kind, object> = {
					started: {
						...{ type: 'runStarted', workflow: `w_${time % 2}`, version: `v_${time % 3}` },
						...{ trigger: event, triggeredAt: time, goalHeld: time === 7 || undefined },
					},
					advanced: { type: 'runAdvanced', steps: [], wokenBy: event },
					ended: { type: 'runEnded', reason: 'completed', happenedAt: time },
					goal: { type: 'goalReached', workflow: 'w' },
					fork: {},
				};
				if (kind === 'fork') state = forkContactState(state, conversation);
				else applyEvent(state, { ...own, chain: [], ...more[kind] } as unknown as DomainEvent);
			}
			const runs = { ...state.behind, ...state.runs };
			const where = (isMeant: (run: Run) => boolean) =>
				Object.values(runs)
					.filter(isMeant)
					.map(({ id }) => id);
			const index = runIndex(state.runs);
			expect([...index.open()]).toEqual(where(({ ended }) => !ended));
			expect(new Set(index.versions())).toEqual(
				new Set(Object.values(runs).map(({ version }) => version)),
			);
			expect([...index.lastFirst()].sort()).toEqual(where(() => true).sort());
			for (const after of [-Infinity, 0, 6, 19, 20]) {
				for (const workflow of ['w_0', 'w_1']) {
					const found = index.sorted([...index.triggered(workflow, after)]);
					const isLater = (run: Run) => run.workflow === workflow && run.triggeredAt > after;
					expect(found).toEqual(where(isLater));
				}
				for (const version of ['v_0', 'v_1', 'v_2']) {
					const found = [...index.unconverted(version, after)].flatMap(([place, list]) =>
						[...since(list, after)].map(({ id }) => ({ id, place })),
					);
					const open = found.filter(({ id }) => !runs[id]?.goal);
					expect(open.every(({ id, place }) => runs[id]?.conversation === place)).toBe(true);
					const isOpen = (run: Run) =>
						run.version === version && !run.goal && run.triggeredAt > after;
					expect(index.sorted(open.map(({ id }) => id))).toEqual(where(isOpen));
					if (!state.behind) expect(open).toEqual(found);
				}
			}
			for (const id of EVENT_IDS) {
				const isAbout = (run: Run) => run.trigger === id || run.wokenBy.includes(id);
				expect(index.about(id)).toEqual(where(isAbout));
				for (const at of [0, 5, 10, 20]) {
					const near = where((run) => isAbout(run) || !run.ended || run.ended.happenedAt > at);
					expect(index.near({ id, at })).toEqual(near);
				}
			}
		}),
		{ numRuns: 300 },
	);
});
