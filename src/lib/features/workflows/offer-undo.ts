import type { DraftSession } from '../../app/draft-session.svelte';
import { m } from '../../i18n/paraglide/messages';
import { notify } from '../../ui/notify';

/** Tells what was done to the draft, with a way to take it back (U10). */
export function offerUndo(session: DraftSession, text: string, undo: () => void): void {
	const action = { text: m.workflows_undo(), run: () => whileOpen(session, undo) };
	notify({ text, action });
}

/** The notice outlives the view of the draft; what is written into a closed one is lost. */
export function whileOpen(session: DraftSession, undo: () => void): void {
	if (session.isClosed) notify({ text: m.workflows_undo_too_late(), tone: 'problem' });
	else undo();
}
