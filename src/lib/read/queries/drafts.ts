import type { DraftMode, DraftRow } from '../tables';

/** What was typed and not yet sent survives a reload, and belongs to this device (U19). */

/** The key of the conversation that a draft belongs to. */
export function draftOwner({ id }: DraftRow): string {
	return id.slice(0, id.lastIndexOf(':'));
}

export function draftId(args: { conversation: string; mode: DraftMode }): string {
	return `${args.conversation}:${args.mode}`;
}
