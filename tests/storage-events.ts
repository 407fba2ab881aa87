import type { PendingEvent } from '../src/lib/core/ports';
import type { DomainEvent } from '../src/lib/model/event';
import { contactRoom } from '../src/lib/model/room';

/** What the conformance tests of storage store. */

export const ANA = 'ct_ana0000000000000000';
export const BEA = 'ct_bea0000000000000000';
export const CONVERSATION = 'cnv_one0000000000000000';

export function base(id: string, at: number) {
	return { id, at, by: { kind: 'teammate' as const, id: 'tm_1' }, conversation: CONVERSATION };
}

export function message(id: string, at: number): DomainEvent {
	return {
		...base(id, at),
		by: { kind: 'contact', id: ANA },
		type: 'messageSent',
		text: `message at ${at}`,
	};
}

export function assigned(id: string, at: number, teammate: string): DomainEvent {
	return { ...base(id, at), type: 'conversationAssigned', teammate };
}

export function runStarted(id: string, at: number, run = 'run_1'): DomainEvent {
	return {
		...base(id, at),
		by: { kind: 'engine', id: 'runner' },
		type: 'runStarted',
		run,
		workflow: 'wf_1',
		version: 'ver_1',
		trigger: 'ev_1',
		chain: [],
	};
}

export function stored(event: DomainEvent, writer: number) {
	return { contact: ANA, chapter: 1, event, writer };
}

export function pendingOf(event: DomainEvent): PendingEvent {
	return { room: contactRoom(ANA, 1, 'said'), contact: ANA, event };
}

export function ids(events: { id: string }[]): string[] {
	return events.map((event) => event.id).sort();
}
