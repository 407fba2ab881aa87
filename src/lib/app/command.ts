import type { Result } from '../base/result';
import type { Conversation } from '../model/conversation';
import type { Principal } from '../model/role';
import type { Locale } from '../model/workspace';
import type { Desk } from './desk';

/**
 * One thing that a person can do. Button, menu, palette, shortcut sheet and permission test are drawn
 * from it, so an action exists in one file (style.md, "How a change travels" E).
 */
export type Command<Arguments = void> = {
	id: string;
	text: Record<Locale, string>;
	/** Lucide icon name, deep-imported by the interface. */
	icon: string;
	/** The default key, such as `e` or `mod+k`; people can change it. */
	shortcut?: string;
	allowed(me: Principal, conversation: Conversation): boolean;
	run(desk: Desk, conversation: Conversation, args: Arguments): Promise<Result<unknown>>;
	/** Compensating command for the undo toast (U10), from the state before. */
	undo?(desk: Desk, before: Conversation): Promise<Result<unknown>>;
};

export function defineCommand<Arguments = void>(command: Command<Arguments>): Command<Arguments> {
	return command;
}
