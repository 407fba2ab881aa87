import type { Result } from '../base/result';
import type { Conversation } from '../model/conversation';
import type { Locale } from '../model/workspace';
import type { Desk, Me } from './desk';

/**
 * One thing that a person can do. Button, menu, palette, shortcut sheet and permission test are
 * drawn from it, so an action exists in one file (src/README.md, "How a change travels").
 */
export type Command<Arguments = void, Subject = Conversation> = {
	id: string;
	text: Record<Locale, string>;
	/** Lucide icon name, deep-imported by the interface. */
	icon: string;
	/** The default key, such as `e` or `mod+k`; people can change it. */
	shortcut?: string;
	allowed(me: Me, subject: Subject): boolean;
	run(desk: Desk, subject: Subject, args: Arguments): Promise<Result<unknown>>;
	/** Compensating command for the undo toast (U10), from the subject as it was before. */
	undo?(desk: Desk, before: Subject, args: Arguments): Promise<Result<unknown>>;
};

export function defineCommand<Arguments = void, Subject = Conversation>(
	command: Command<Arguments, Subject>,
): Command<Arguments, Subject> {
	return command;
}
