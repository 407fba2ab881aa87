import { fail } from '../../base/result';
import { run as runById } from '../../read/queries/runs';
import { defineCommand } from '../command';

/** Ends one automation for one conversation. What it asked no longer binds the customer (E-14). */
export const stopRun = defineCommand<{ run: string }>({
	id: 'stop-run',
	text: { es: 'Detener la automatización', en: 'Stop automation' },
	icon: 'circle-stop',
	// A closed conversation too: what works behind the scenes goes on when it is closed (E-24).
	allowed: () => true,
	async run(desk, { id, contact }, { run }) {
		const running = await runById(desk.db, run);
		if (!running || running.ended) return fail('alreadyEnded');
		const prompt = running.park?.prompt;
		return desk.write(contact, [
			...(prompt ? [{ type: 'promptClosed' as const, conversation: id, prompt }] : []),
			{ type: 'runEnded', conversation: id, run, reason: 'stoppedByTeammate' },
		]);
	},
});
