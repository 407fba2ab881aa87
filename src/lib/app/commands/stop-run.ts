import { fail } from '../../base/result';
import { foldLive } from '../../model/live';
import { mayRunWorkflows } from '../../model/workspace';
import { liveLog } from '../../read/queries/live-versions';
import { run as runById } from '../../read/queries/runs';
import { defineCommand } from '../command';

/**
 * Ends one automation of a contact, in whichever conversation it is, where its workflow lets people
 * (W-CTL-03). What it asked no longer binds the customer (E-14).
 */
export const stopRun = defineCommand<{ run: string }>({
	id: 'stop-run',
	text: { es: 'Detener la automatización', en: 'Stop automation' },
	icon: 'circle-stop',
	// A closed conversation too: what works behind the scenes goes on when it is closed (E-24).
	allowed: () => true,
	async run(desk, { contact }, { run }) {
		if (!mayRunWorkflows(desk.workspace, desk.me)) return fail('forbidden');
		const running = await desk.ask(runById, run);
		if (!running || running.ended) return fail('alreadyEnded');
		const { settings } =
			foldLive(await desk.ask(liveLog)).versions.get(running.version)?.definition ?? {};
		if (settings?.stoppable === false) return fail('forbidden');
		const { conversation, park } = running;
		return desk.write(contact, [
			...(park?.prompt
				? [{ type: 'promptClosed' as const, conversation, prompt: park.prompt }]
				: []),
			...(settings?.typing === false ? [{ type: 'composerGivenBack' as const, conversation }] : []),
			{ type: 'runEnded', conversation, run, reason: 'stoppedByTeammate' },
		]);
	},
});
