import { DAY, MINUTE } from '../base/clock';
import { chooseTeammate, eligibleTeammates } from '../model/assignment';
import type { KindText } from '../model/kind-text';
import { TEAM_CHANGED } from '../model/run';
import { z } from '../model/schema';
import { nameOf, type Workspace } from '../model/workspace';
import { defineStep, type Effect, type Outcome, type StepContext } from './step';

/** A conversation that nobody could take for a week has been forgotten. */
const MAX_QUEUE_MS = 7 * DAY;
const Id = z.nullable(z.string().check(z.maxLength(80)));

const Params = z.object({
	/** A team's inbox, one of a team, anyone, one teammate, or nobody. */
	to: z.enum(['team', 'team-member', 'anyone', 'teammate', 'nobody']),
	team: Id,
	teammate: Id,
	logic: z.enum(['round-robin', 'least-open', 'balanced']),
	onlineOnly: z.boolean(),
	/** Only teammates with fewer open conversations than this; null sets no limit. */
	maxOpen: z.nullable(z.int().check(z.gte(1), z.lte(1_000))),
	timeoutMs: z.number().check(z.gte(MINUTE), z.lte(MAX_QUEUE_MS)),
});
type Params = z.infer<typeof Params>;

/**
 * Who gets it is decided on a recorded snapshot; if nobody qualifies, the run queues until someone
 * does.
 */
export const assign = defineStep({
	kind: 'assign',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: Params,
	initial: () => ({
		to: 'team-member' as const,
		team: null,
		teammate: null,
		logic: 'round-robin' as const,
		onlineOnly: false,
		maxOpen: null,
		timeoutMs: MAX_QUEUE_MS,
	}),
	ports: ({ to }) => [{ id: 'next' }, ...(isChosen(to) ? [{ id: 'timeout' }] : [])],
	afterFailure: 'next',
	references: ({ to, team, teammate }) => [
		...(needsTeam(to) && team ? [{ kind: 'team' as const, id: team }] : []),
		...(to === 'teammate' && teammate ? [{ kind: 'teammate' as const, id: teammate }] : []),
	],
	writes: () => [{ type: 'conversationAssigned' }],
	problems: ({ to, team, teammate }) => [
		...(needsTeam(to) && !team ? [{ code: 'noTeam', param: 'team' }] : []),
		...(to === 'teammate' && !teammate ? [{ code: 'noTeammate', param: 'teammate' }] : []),
	],
	texts: [],
	summary: (params, workspace) => ({ to: [params.to], whom: whom(params, workspace) }),
	enter(params, context) {
		const { to, team, teammate } = params;
		switch (to) {
			case 'nobody':
				return leave({ type: 'conversationAssigned', teammate: null, team: null });
			case 'team':
				return team ? leave({ type: 'conversationAssigned', team }) : { fail: 'noTeam' };
			case 'teammate':
				if (!teammate) return { fail: 'noTeammate' };
				return context.workspace.teammates[teammate]?.disabled
					? { fail: 'teammateGone' }
					: leave({ type: 'conversationAssigned', teammate });
			default:
				return choose(params, context) ?? queue(params, context);
		}
	},
	resume(params, wake, context) {
		const chosen = choose(params, context);
		if (chosen) return chosen;
		return 'timer' in wake ? { leave: 'timeout', otherwise: 'expired' } : undefined;
	},
});

export const text: KindText = {
	es: {
		title: 'Asignar',
		description: 'Da la conversación a un equipo o a un compañero de equipo.',
		summary: 'Asignar a {to} {whom}',
		ports: { next: 'Asignada', timeout: 'Nadie disponible a tiempo' },
		problems: { noTeam: 'Elige un equipo.', noTeammate: 'Elige un compañero de equipo.' },
		fields: {
			to: 'Asignar a',
			team: 'equipo',
			'team-member': 'una persona del equipo',
			anyone: 'una persona cualquiera',
			teammate: 'compañero de equipo',
			nobody: 'nadie',
			logic: 'Reparto',
			'round-robin': 'Por turnos (Round Robin)',
			'least-open': 'Menos conversaciones abiertas',
			balanced: 'Equilibrado, con los límites de cada uno',
			onlineOnly: 'Solo en línea',
			maxOpen: 'Solo con menos conversaciones abiertas que',
			timeoutMs: 'Esperar a que alguien esté disponible',
		},
	},
	en: {
		title: 'Assign',
		description: 'Gives the conversation to a team or a teammate.',
		summary: 'Assign to {to} {whom}',
		ports: { next: 'Assigned', timeout: 'Nobody available in time' },
		problems: { noTeam: 'Choose a team.', noTeammate: 'Choose a teammate.' },
		fields: {
			to: 'Assign to',
			team: 'team',
			'team-member': 'a member of',
			anyone: 'anyone',
			teammate: 'teammate',
			nobody: 'nobody',
			logic: 'Sharing',
			'round-robin': 'Round robin',
			'least-open': 'Least open conversations',
			balanced: 'Balanced, within everyone’s limits',
			onlineOnly: 'Only who is online',
			maxOpen: 'Only with fewer open conversations than',
			timeoutMs: 'Wait for someone to be available',
		},
	},
};

/** Undefined when nobody qualifies now. */
function choose(params: Params, context: StepContext): Outcome | undefined {
	const { to, team, logic, onlineOnly, maxOpen } = params;
	const { workspace } = context;
	// Only those who are given a team's conversations are bound by its limit.
	const limits = { onlineOnly, maxOpen, team: to === 'team-member' ? team : null };
	const eligible = eligibleTeammates(members(params, workspace), workspace, context.team, limits);
	const decision = { logic, eligible };
	const teammate = chooseTeammate(decision);
	if (!teammate) return undefined;
	return leave({
		type: 'conversationAssigned',
		teammate,
		...(to === 'team-member' ? { team } : {}),
		decision,
	});
}

/** It waits in the team's inbox meanwhile, where people can see it and take it. */
function queue({ to, team, timeoutMs }: Params, { now, conversation }: StepContext): Outcome {
	const moves = to === 'team-member' && conversation.team !== team;
	return {
		effects: moves ? [{ type: 'conversationAssigned', team }] : [],
		park: {
			until: now + timeoutMs,
			// A new message is one more occasion to look; presence alone may be slow to arrive.
			listens: [TEAM_CHANGED, 'contact.messageSent'],
		},
	};
}

function members({ to, team }: Params, workspace: Workspace): string[] {
	if (to === 'anyone') return Object.keys(workspace.teammates).sort();
	return team && Object.hasOwn(workspace.teams, team) ? (workspace.teams[team]?.members ?? []) : [];
}

function leave(effect: Effect): Outcome {
	return { leave: 'next', effects: [effect] };
}

function isChosen(to: Params['to']): boolean {
	return to === 'team-member' || to === 'anyone';
}

function needsTeam(to: Params['to']): boolean {
	return to === 'team' || to === 'team-member';
}

function whom({ to, team, teammate }: Params, workspace: Workspace): string {
	if (needsTeam(to)) return nameOf(workspace.teams, team);
	return to === 'teammate' ? nameOf(workspace.teammates, teammate) : '';
}
