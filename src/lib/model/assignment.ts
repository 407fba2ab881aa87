import type { Instant } from '../base/clock';
import { Id } from './identifier';
import { z } from './schema';
import type { Workspace } from './workspace';

/**
 * What an assignment was decided on, so that the same inputs give the same person anywhere (E-26).
 */
export const AssignmentDecision = z.object({
	logic: z.string(),
	eligible: z.array(
		z.object({ teammate: Id, open: z.number(), lastAssignedAt: z.nullable(z.number()) }),
	),
});
export type AssignmentDecision = z.infer<typeof AssignmentDecision>;

/**
 * Settings of a device named by this and an effect's id: this person saw the assignment as theirs,
 * and it was taken back because another host may have chosen somebody else (E-26). True once told.
 */
export const TAKEN_BACK = 'takenBack.';

/**
 * Who gets a conversation is a function of what the event records, so that it is the same anywhere
 * (E-26).
 */
export function chooseTeammate(decision: AssignmentDecision): string | undefined {
	const compare = decision.logic === 'round-robin' ? byLongestSince : byFewestOpen;
	// `sort` is stable: where even that is equal, the order of the list decides.
	return [...decision.eligible].sort(compare)[0]?.teammate;
}

/** Those of `members`, in their order, who may take a conversation now. */
export function eligibleTeammates(
	members: readonly string[],
	workspace: Workspace,
	team: {
		online: readonly string[];
		open: Record<string, number>;
		lastAssignedAt: Record<string, Instant>;
	},
	limits: { onlineOnly: boolean; maxOpen: number | null; team?: string | null },
): AssignmentDecision['eligible'] {
	return members
		.filter((id) => isActive(id, workspace))
		.filter((id) => !limits.onlineOnly || team.online.includes(id))
		.map((id) => ({
			teammate: id,
			open: team.open[id] ?? 0,
			lastAssignedAt: team.lastAssignedAt[id] ?? null,
		}))
		.filter(({ teammate, open }) => open < limitOf(teammate, workspace, limits));
}

/** A person's own limit and their inbox's hold whatever the logic. */
function limitOf(
	teammate: string,
	workspace: Workspace,
	{ maxOpen, team }: { maxOpen: number | null; team?: string | null },
): number {
	const own = workspace.teammates[teammate]?.maxOpen ?? Infinity;
	const inbox = (team ? workspace.teams[team]?.maxOpen : undefined) ?? Infinity;
	return Math.min(maxOpen ?? Infinity, own, inbox);
}

type Eligible = AssignmentDecision['eligible'][number];

/** Round robin: whoever has waited longest, those who never had one first. */
function byLongestSince(a: Eligible, b: Eligible): number {
	return (a.lastAssignedAt ?? -1) - (b.lastAssignedAt ?? -1);
}

function byFewestOpen(a: Eligible, b: Eligible): number {
	return a.open - b.open || byLongestSince(a, b);
}

function isActive(id: string, workspace: Workspace): boolean {
	const teammate = Object.hasOwn(workspace.teammates, id) ? workspace.teammates[id] : undefined;
	return teammate !== undefined && !teammate.disabled;
}
