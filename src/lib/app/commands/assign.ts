import { defineCommand } from '../command';

/** Absent: unchanged. Null: nobody. */
export type Assignment = { teammate?: string | null; team?: string | null };

export const assign = defineCommand<Assignment>({
	id: 'assign',
	text: { es: 'Asignar…', en: 'Assign…' },
	icon: 'user-plus',
	shortcut: 'a',
	allowed: () => true,
	run: (desk, { id, contact }, assignment) =>
		desk.write(contact, [{ type: 'conversationAssigned', conversation: id, ...assignment }]),
	undo: (desk, { id, contact, teammate, team }) =>
		desk.write(contact, [{ type: 'conversationAssigned', conversation: id, teammate, team }]),
});
