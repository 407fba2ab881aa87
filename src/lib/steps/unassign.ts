import type { KindText } from '../model/kind-text';
import { z } from '../model/schema';
import { defineStep } from './step';

/** Takes the conversation away from a person, a team, or both (W-ACT-13). */
export const unassign = defineStep({
	kind: 'unassign',
	group: 'act',
	customerFacing: false,
	parks: false,
	params: z.object({ from: z.enum(['both', 'teammate', 'team']) }),
	initial: () => ({ from: 'both' as const }),
	ports: () => [{ id: 'next' }],
	references: () => [],
	writes: () => [{ type: 'conversationAssigned' }],
	problems: () => [],
	texts: [],
	summary: ({ from }) => ({ from: [from] }),
	enter({ from }, { conversation }) {
		const teammate = from !== 'team' && conversation.teammate !== null;
		const team = from !== 'teammate' && conversation.team !== null;
		if (!teammate && !team) return { leave: 'next' };
		return {
			leave: 'next',
			effects: [
				{
					type: 'conversationAssigned',
					...(teammate ? { teammate: null } : {}),
					...(team ? { team: null } : {}),
				},
			],
		};
	},
});

export const text: KindText = {
	es: {
		title: 'Quitar la asignación',
		description: 'Quita la conversación a una persona, a un equipo o a ambos.',
		summary: 'Quitar la asignación: {from}',
		ports: { next: 'Después' },
		fields: {
			from: 'A quién',
			both: 'persona y equipo',
			teammate: 'persona',
			team: 'equipo',
		},
	},
	en: {
		title: 'Unassign',
		description: 'Takes the conversation away from a person, a team, or both.',
		summary: 'Unassign: {from}',
		ports: { next: 'Next' },
		fields: { from: 'From', both: 'person and team', teammate: 'person', team: 'team' },
	},
};
