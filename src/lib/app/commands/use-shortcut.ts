import { fail } from '../../base/result';
import type { AttributeValue } from '../../model/event';
import { mayRunWorkflows } from '../../model/workspace';
import { defineCommand } from '../command';

/**
 * Starts a workflow for this conversation; what was answered first becomes variables of the run.
 * There is nothing to undo: what it has said is said. It can be stopped.
 */
export const useShortcut = defineCommand<{
	workflow: string;
	answers?: Record<string, AttributeValue>;
}>({
	id: 'use-shortcut',
	text: { es: 'Iniciar un flujo…', en: 'Start a workflow…' },
	icon: 'workflow',
	allowed: () => true,
	async run(desk, { id, contact }, { workflow, answers }) {
		if (!mayRunWorkflows(desk.workspace, desk.me)) return fail('forbidden');
		return desk.write(contact, [{ type: 'shortcutUsed', conversation: id, workflow, answers }]);
	},
});
