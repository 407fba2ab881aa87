import { versionId } from '../../src/lib/model/version';
import type { EventBody } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import type { WorkflowDefinition } from '../../src/lib/model/workflow';
import { emptyWorkspace, type Workspace } from '../../src/lib/model/workspace';

/**
 * Who takes part, and the workflow that is live: fixed, so that a seed decides only what
 * happens.
 */
export const AGENTS: readonly Principal[] = [
	{ id: 'tmt_00000000000000000000000ana', role: 'owner' },
	{ id: 'tmt_0000000000000000000000luis', role: 'agent' },
	{ id: 'tmt_000000000000000000000juana', role: 'agent' },
];
export const VISITORS: readonly Principal[] = ['camila', 'diego', 'paula', 'rosa'].map((name) => ({
	id: `con_${name.padStart(26, '0')}`,
	role: 'contact',
}));
export const RUNNER: Principal = { id: 'runner', role: 'runner' };

/**
 * Stands in every internal text, and in the ids of steps; it must be in no byte that a visitor
 * receives (I8).
 */
export const CANARY = 'kanarienvogel';

export const WORKFLOW = 'wfl_0000000000000000000000case';
const TEAM = 'tem_000000000000000000000after';
export const ATTRIBUTE = 'att_00000000000000000000reason';
export const TAG = 'tag_00000000000000000000return';
export const TICKET_TYPE = 'tty_00000000000000000000return';

export const WORKSPACE: Workspace = {
	...emptyWorkspace(),
	name: 'Simulada',
	teammates: Object.fromEntries(
		AGENTS.map(({ id, role }) => [
			id,
			{
				id,
				name: id,
				email: `${CANARY}@example.org`,
				role: role === 'owner' ? 'owner' : 'agent',
			},
		]),
	),
	teams: { [TEAM]: { id: TEAM, name: `${CANARY} team`, members: AGENTS.map(({ id }) => id) } },
	tags: { [TAG]: { id: TAG, name: `${CANARY} tag` } },
	attributes: {
		[ATTRIBUTE]: {
			id: ATTRIBUTE,
			subject: 'conversation',
			name: `${CANARY} attribute`,
			format: 'list',
			settings: { items: [{ id: CANARY, label: `${CANARY} option` }] },
		},
	},
	ticketTypes: {
		[TICKET_TYPE]: {
			id: TICKET_TYPE,
			name: `${CANARY} ticket`,
			category: 'customer',
			fields: [{ attribute: 'phone', required: true }],
			isShared: true,
		},
	},
	workflows: {
		[WORKFLOW]: {
			id: WORKFLOW,
			title: `${CANARY} workflow`,
			order: 1,
			createdAt: 1,
			createdBy: AGENTS[0]!.id,
		},
	},
};

/** Asks, branches on a button, tags, assigns in turn, notes, waits, reminds and ends. */
function definition({ number, onlineOnly }: Edition): WorkflowDefinition {
	return {
		format: 'relevo.workflow/1',
		title: `${CANARY} workflow`,
		trigger: { kind: 'first-message', params: {} },
		settings: {
			// Holds for every message; what it compared with is evidence in the run.
			audience: {
				match: 'all',
				rules: [{ field: 'message.text', operator: 'isNot', value: CANARY }],
			},
			oncePerContact: false,
			exits: ['teammateReplied'],
			stoppable: true,
			onFailure: 'continue',
		},
		start: 'kanarienvogel_hello',
		nodes: {
			kanarienvogel_hello: node(
				'message',
				{ text: `Hola ${number}.` },
				{ next: 'kanarienvogel_ask' },
			),
			kanarienvogel_ask: node(
				'reply-buttons',
				{
					text: '¿Qué pasó?',
					options: [
						{ id: 'broken', label: 'Llegó dañado' },
						{ id: 'size', label: 'No es mi talla' },
					],
					typing: true,
					escapeMs: 1_800_000,
					onTyped: 'path',
					timeoutMs: 30_000,
				},
				{
					broken: 'kanarienvogel_tag',
					size: 'kanarienvogel_tag',
					typed: 'kanarienvogel_tag',
					timeout: 'kanarienvogel_tag',
				},
			),
			kanarienvogel_tag: node('tag', { add: [TAG], remove: [] }, { next: 'kanarienvogel_assign' }),
			kanarienvogel_assign: node(
				'assign',
				{
					to: 'team-member',
					team: TEAM,
					teammate: null,
					logic: 'round-robin',
					onlineOnly,
					maxOpen: null,
					timeoutMs: 3_600_000,
				},
				{ next: 'kanarienvogel_note' },
			),
			kanarienvogel_note: node('note', { text: `${CANARY} note` }, { next: 'kanarienvogel_wait' }),
			kanarienvogel_wait: node(
				'wait',
				{ forMs: 8_000, interruptedBy: [], runLate: true },
				{ done: 'kanarienvogel_remind' },
			),
			kanarienvogel_remind: node('message', { text: 'Enseguida te atienden.' }, {}),
		},
	};
}

function node(kind: string, params: Record<string, unknown>, next: Record<string, string>) {
	return { kind, params, next };
}

/** One version of the workflow. */
export type Edition = { number: number; onlineOnly: boolean };

export function publishing(edition: Edition): EventBody {
	const published = definition(edition);
	return {
		type: 'workflowPublished',
		workflow: WORKFLOW,
		version: versionId(published),
		number: edition.number,
		definition: published,
	};
}

export function stopping(): EventBody {
	return { type: 'workflowStopped', workflow: WORKFLOW };
}
