import type { AssignmentDecision } from './assignment';
import {
	AttributeValue,
	type DomainEvent,
	EventBody,
	type EventOf,
	MAX_TEXT_LENGTH,
} from './event';
import { Key, Moment } from './identifier';
import { z } from './schema';

/**
 * Whether a log would take an event. The relay refuses what is larger than its limit or does not
 * parse, and a run whose journal is refused would wait without end.
 */
export type Unwritable = 'tooLarge' | 'malformed';

/** The relay's limit for one event as it lies in the log, but for the key and the struct's head. */
export const MAX_EVENT_BYTES = 64 * 1024 - 256;

export function whyUnwritable(event: DomainEvent): Unwritable | undefined {
	// Most events are so small that nobody has to look at each character.
	if (mostBytesOf(event) > MAX_EVENT_BYTES && bytesOf(event) > MAX_EVENT_BYTES) return 'tooLarge';
	return isPlain(event) || isSound(event) ? undefined : 'malformed';
}

/** Shorter than what the schema takes. */
const MAX_NAME_LENGTH = 200;
const Learned = z.optional(z.record(Key, AttributeValue));
const Until = z.optional(Moment);

function isSound(event: DomainEvent): boolean {
	switch (event.type) {
		// Names of steps are looked at once per version (model/live), not with every visit.
		case 'runStarted':
			return Learned.safeParse(event.variables).success;
		case 'runAdvanced':
			return (
				Learned.safeParse(event.variables).success && Until.safeParse(event.park?.until).success
			);
		case 'runEnded':
			return true;
		default:
			return EventBody.safeParse(event).success;
	}
}

/**
 * What engines write most, looked at without the schema, which takes twenty times as long. True
 * only where `isSound` is true; false says nothing.
 */
function isPlain(event: DomainEvent): boolean {
	switch (event.type) {
		case 'runStarted':
			return hasPlainlyLearned(event.variables);
		case 'runAdvanced':
			return hasPlainlyLearned(event.variables) && isPlainPark(event);
		case 'messageSent':
			return isHere(event) && isPlainMessage(event);
		case 'noteAdded':
			return isHere(event) && isPlainText(event.text, MAX_TEXT_LENGTH);
		case 'tagAdded':
		case 'tagRemoved':
			return isHere(event) && isPlainId(event.tag);
		case 'promptClosed':
			return isHere(event) && isPlainId(event.prompt);
		case 'composerTakenAway':
		case 'conversationSnoozed':
			return isHere(event) && isPlainMoment(event.until);
		case 'conversationClosed':
		case 'conversationReopened':
		case 'conversationUnsnoozed':
		case 'composerGivenBack':
			return isHere(event);
		case 'conversationAssigned':
			return isHere(event) && isPlainAssignment(event);
		default:
			return false;
	}
}

function isHere({ conversation }: { conversation: unknown }): boolean {
	return isPlainId(conversation);
}

function hasPlainlyLearned(variables: unknown): boolean {
	if (variables === undefined) return true;
	if (typeof variables !== 'object' || variables === null || !isRecord(variables)) return false;
	if (Object.getPrototypeOf(variables) !== Object.prototype) return false;
	for (const name in variables) {
		if (name in Object.prototype || !isPlainText(variables[name], MAX_TEXT_LENGTH)) return false;
	}
	return true;
}

function isPlainPark({ park }: EventOf<'runAdvanced'>): boolean {
	return park?.until === undefined || isPlainMoment(park.until);
}

function isPlainMessage({ text, files, as }: EventOf<'messageSent'>): boolean {
	const isNamed = as === undefined || isPlainText(as, MAX_NAME_LENGTH);
	return isNamed && files === undefined && isPlainText(text, MAX_TEXT_LENGTH);
}

function isPlainAssignment({ teammate, team, decision }: EventOf<'conversationAssigned'>): boolean {
	const isFree = (id: unknown) => id === undefined || id === null || isPlainId(id);
	return isFree(teammate) && isFree(team) && (decision === undefined || isPlainChoice(decision));
}

function isPlainChoice({ logic, eligible }: AssignmentDecision): boolean {
	return typeof logic === 'string' && Array.isArray(eligible) && eligible.every(isPlainCandidate);
}

function isPlainCandidate(candidate: unknown): boolean {
	if (typeof candidate !== 'object' || candidate === null || !isRecord(candidate)) return false;
	const { teammate, open, lastAssignedAt } = candidate;
	if (!isPlainId(teammate) || !Number.isFinite(open)) return false;
	return lastAssignedAt === null || Number.isFinite(lastAssignedAt);
}

function isPlainId(id: unknown): boolean {
	return typeof id === 'string' && id.length >= 3 && id.length <= 80 && !(id in Object.prototype);
}

function isPlainText(text: unknown, maxLength: number): boolean {
	return typeof text === 'string' && text.length <= maxLength;
}

function isPlainMoment(at: unknown): boolean {
	return typeof at === 'number' && at >= 0 && at <= 8.64e15;
}

function isRecord(value: object): value is Record<string, unknown> {
	return !Array.isArray(value);
}

/** At most so many bytes in a log, whose numbers take nine and whose texts are UTF-8. */
export function bytesOf(value: unknown): number {
	return weigh(value, utf8Length);
}

/** No character of UTF-16 takes more than three bytes. */
function mostBytesOf(value: unknown): number {
	return weigh(value, (text) => 3 * text.length);
}

function weigh(value: unknown, textBytes: (text: string) => number): number {
	switch (typeof value) {
		case 'string':
			return 4 + textBytes(value);
		case 'number':
			return 9;
		case 'object':
			return value === null ? 1 : weighMembers(value, textBytes);
		default:
			return 1;
	}
}

function weighMembers(value: object, textBytes: (text: string) => number): number {
	let bytes = 4;
	if (Array.isArray(value)) for (const item of value) bytes += weigh(item, textBytes);
	else if (isRecord(value)) {
		for (const key in value) bytes += 3 + textBytes(key) + weigh(value[key], textBytes);
	}
	return bytes;
}

function utf8Length(text: string): number {
	let bytes = text.length;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x80) continue;
		bytes += code < 0x800 ? 1 : 2;
		const isFirstHalf = code >= 0xd800 && code < 0xdc00;
		// Of a pair each half counts two; half a pair is written as another character, which has three.
		if (isFirstHalf && isSecondHalf(text.charCodeAt(i + 1))) i++;
	}
	return bytes;
}

function isSecondHalf(code: number): boolean {
	return code >= 0xdc00 && code < 0xe000;
}
