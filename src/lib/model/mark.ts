import type { Instant } from '../base/clock';
import { Key } from './identifier';
import { z } from './schema';

/**
 * How far an author knows the words of a contact (E-29). The words of one device have numbers.
 *
 * M1 The relay keeps the order in which a device wrote, so who knows number n of a device knows
 *    what that device wrote before.
 * M2 A mark names at most `MAX_DEVICES` devices, those that wrote last. Of a device that a full
 *    mark does not name nothing is known: its words count as unseen, never as seen.
 * M3 Older logs can hold other names and numbers than a device writes. They are read, and say
 *    nothing: the word has no number, and the mark is as if the name were not there.
 */
export const MAX_DEVICES = 20;
/** No device writes as much: a larger number was made up. */
export const MAX_NTH = 1_000_000_000;

/** An id (`NewId`), as in `dev_` and ten characters. */
const DEVICE = /^[A-Za-z][\w.-]{2,23}$/;

const Device = Key.check(z.minLength(3), z.maxLength(24));
const Nth = z.int().check(z.minimum(1));

/** The device of a contact, and the number of this event on it. */
export const Said = z.object({ device: Device, nth: Nth });
export type Said = z.infer<typeof Said>;

/** By device, the number of the newest word that is known. */
export const Mark = z
	.record(Device, Nth)
	.check(z.refine((mark) => Object.keys(mark).length <= MAX_DEVICES));
export type Mark = z.infer<typeof Mark>;

/** Members of the envelope of an event. */
export const marks = {
	/** Of what a contact wrote. */
	said: z.optional(Said),
	/** Of an act: how far its author knew the contact's words in this conversation. */
	seen: z.optional(Mark),
};

/** What a device knows of an event; no part of what is written into a log (model/placed). */
export type Whereabouts = {
	/** The relay's time when it stored the event. */
	arrivedAt?: Instant;
	/** The event's own `at`, where the event stands at another place in the order. */
	writtenAt?: Instant;
};

/** Whether a device could have written it (M3). */
export function isSound({ device, nth }: Said): boolean {
	return nth <= MAX_NTH && DEVICE.test(device);
}

/** The same of all that an event carries: nothing else is let in. */
export function areSound({ said, seen }: Marks): boolean {
	return (!said || isSound(said)) && (!seen || entriesOf(seen).length === Object.keys(seen).length);
}

type Marks = { said?: Said | undefined; seen?: Mark | undefined };

function entriesOf(mark: Mark): Said[] {
	const entries: Said[] = [];
	for (const device in mark) {
		const said = { device, nth: mark[device]! };
		if (isSound(said)) entries.push(said);
	}
	return entries;
}

/** Undefined where the mark cannot tell (M2). */
export function covers(mark: Mark, { device, nth }: Said): boolean | undefined {
	const known = Object.hasOwn(mark, device) ? mark[device] : undefined;
	if (known !== undefined && isSound({ device, nth: known })) return known >= nth;
	return entriesOf(mark).length < MAX_DEVICES ? false : undefined;
}

/** Whether `heard` holds a word that is not certainly in `mark`. */
export function isBeyond(heard: Mark | undefined, mark: Mark): boolean {
	return entriesOf(heard ?? {}).some((said) => covers(mark, said) !== true);
}

/** What both know together; the devices that wrote last stay (M2). */
export function joined(mark: Mark | undefined, other: Mark): Mark {
	const both: Mark = {};
	for (const { device, nth } of [...entriesOf(mark ?? {}), ...entriesOf(other)]) {
		const newest = Math.max(both[device] ?? 0, nth);
		// A name that is set again keeps its place unless it is taken out first.
		delete both[device];
		both[device] = newest;
	}
	const names = Object.keys(both);
	for (const name of names.slice(0, -MAX_DEVICES)) delete both[name];
	return both;
}
