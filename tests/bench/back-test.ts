import { MINUTE } from '../../src/lib/base/clock';
import { backTest } from '../../src/lib/engine/back-test';
import type { DomainEvent } from '../../src/lib/model/event';
import type { WorkflowDefinition } from '../../src/lib/model/workflow';
import { emptyWorkspace, type Workspace } from '../../src/lib/model/workspace';
import { classifyAndAssign } from '../../src/lib/templates/classify-and-assign';
import { tagKeywords } from '../../src/lib/templates/tag-keywords';
import { type Recorded, recordedConversations } from '../import/conversations';
import type { Measure } from './measure';

/** 2,098 real conversations; a draft is tried on all of them (issue: in under 5 s). */
const FILE = '../shared/data/conversations.jsonl.gz';
const START = Date.UTC(2026, 0, 5, 9);

/**
 * One draft that looks at every message and one that stops at its first question. CPU time, which a
 * busy machine does not stretch.
 */
export async function measureBackTest(): Promise<Measure[]> {
	const past: { contact: string; events: DomainEvent[] }[] = [];
	for await (const recorded of recordedConversations(FILE))
		past.push(pastOf(recorded, past.length));
	return [
		measured('back-test, every message', tagKeywords.definition('en', { refund: 'tag_a' }), past),
		measured('back-test, first message', classifyAndAssign.definition('en'), past),
	];
}

function measured(
	name: string,
	definition: WorkflowDefinition,
	past: readonly { contact: string; events: DomainEvent[] }[],
): Measure {
	const tested = backTest({ workflow: 'wf_bench', definition, workspace, now: START });
	const before = process.cpuUsage();
	for (const { contact, events } of past) tested.add(contact, events);
	const { user, system } = process.cpuUsage(before);
	const { contacts, steps } = tested.report();
	const entered = Object.values(steps).reduce((sum, step) => sum + step.entered, 0);
	if (entered < contacts) throw new Error(`${name}: the draft ran in ${entered} of ${contacts}.`);
	return {
		name: `${name}, ${contacts} conversations`,
		value: (user + system) / 1_000_000,
		unit: 's CPU',
		target: { id: 'back-test', atMost: 5 },
	};
}

const workspace: Workspace = {
	...emptyWorkspace(),
	name: 'Bench',
	tags: { tag_a: { id: 'tag_a', name: 'A' } },
};

function pastOf({ turns }: Recorded, index: number): { contact: string; events: DomainEvent[] } {
	const contact = `con_${index}`;
	const events = turns.map(({ by, text }, turn): DomainEvent => ({
		id: `evt_${index}_${turn}`,
		at: START - (turns.length - turn) * MINUTE,
		by: by === 'customer' ? { kind: 'contact', id: contact } : { kind: 'teammate', id: 'tea_a' },
		type: 'messageSent',
		conversation: `cnv_${index}`,
		text,
	}));
	return { contact, events };
}
