import { anyMessage } from './any-message';
import { clicksElement } from './clicks-element';
import { contactFieldUpdated } from './contact-field-updated';
import { contactTagUpdated } from './contact-tag-updated';
import { conversationClosed } from './conversation-closed';
import { conversationOpened } from './conversation-opened';
import { customerUnresponsive } from './customer-unresponsive';
import { firstMessage } from './first-message';
import { manual } from './manual';
import { noteAdded } from './note-added';
import { opensMessenger } from './opens-messenger';
import { shortcut } from './shortcut';
import { stateChanged } from './state-changed';
import { teammateMessage } from './teammate-message';
import { teammateUnresponsive } from './teammate-unresponsive';
import { ticketCreated } from './ticket-created';
import { ticketStateChanged } from './ticket-state-changed';
import type { TriggerKind } from './trigger';
import { visitsPage } from './visits-page';

/** OPEN SET 3. The place in this list is the place in the picker. */
export const triggers = [
	opensMessenger,
	visitsPage,
	clicksElement,
	firstMessage,
	anyMessage,
	customerUnresponsive,
	teammateMessage,
	teammateUnresponsive,
	conversationOpened,
	conversationClosed,
	stateChanged,
	noteAdded,
	ticketCreated,
	ticketStateChanged,
	contactTagUpdated,
	contactFieldUpdated,
	shortcut,
	manual,
] as const;

/**
 * Undefined for a kind that a newer version brought: such a workflow is kept and never started
 * here.
 */
export function triggerKind(kind: string): TriggerKind | undefined {
	return byKind.get(kind);
}

const byKind = new Map<string, TriggerKind>(
	triggers.map((trigger): [string, TriggerKind] => [trigger.kind, trigger]),
);
