import type { Database, DraftMode, DraftRow } from '../tables';

/** What was typed and not yet sent: it survives a reload and belongs to this device (U19). */
export async function draft(
	db: Database,
	args: { conversation: string; mode: DraftMode },
): Promise<string> {
	return (await db.drafts.get(draftId(args)))?.text ?? '';
}

/** Every draft, newest first: lists mark the conversations that have one. */
export async function drafts(db: Database): Promise<DraftRow[]> {
	const rows = await db.drafts.toArray();
	return rows.sort((a, b) => b.at - a.at);
}

/** The key of the conversation that a draft belongs to. */
export function draftOwner({ id }: DraftRow): string {
	return id.slice(0, id.lastIndexOf(':'));
}

export function draftId(args: { conversation: string; mode: DraftMode }): string {
	return `${args.conversation}:${args.mode}`;
}
