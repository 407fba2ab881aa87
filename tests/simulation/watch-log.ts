import { AHEAD_MS } from '../../src/lib/base/clock';
import { readEntries } from '../../src/lib/documents/event-log';
import { isUnknown, readEvent } from '../../src/lib/model/event';
import { isEffectId } from '../../src/lib/model/identifier';
import { canonicalJson } from '../../src/lib/model/version';
import { isLog, parseRoom } from '../../src/lib/model/room';
import type { Log, NewEntry } from '../../sync-server/log';
import type { Fail } from './checks';

export type Firsts = {
	/**
	 * Of each contact, and of what is live: event id → the content that was stored first. Of each
	 * conversation the contact. As long as the relay's data is not put back to an older copy.
	 */
	contents: Map<string, string>;
	/** The same of what people wrote, whatever is put back. */
	written: Map<string, string>;
	/** Event id → when it was stored first, whatever became of that. */
	arrivals: Map<string, number>;
};

/**
 * What must hold of every entry while it is stored.
 *
 * I16: it lies no further ahead of the relay's clock than its author may be.
 * I17: no id of a contact is given a second content, whatever the room.
 * I19: no conversation is named in the rooms of two contacts.
 * I21: no person's event has an id as effects have, and no effect one as people's events have.
 * I22: what a person wrote comes back as it was to a log that had lost it.
 */
export function watchLog<T extends Log>(log: T, firsts: Firsts, fail: Fail): T {
	return {
		...log,
		async append(entries) {
			checkTimes(entries, fail);
			checkIds(entries, fail);
			const first = await log.append(entries);
			checkOwners(entries, firsts.contents, fail);
			const { contents, arrivals } = firsts;
			for (const { subject, key, value, at } of entries.flatMap(eventsIn)) {
				arrivals.set(key, Math.min(at, arrivals.get(key) ?? Infinity));
				const id = `${subject} ${key}`;
				const content = canonicalJson(value);
				const before = contents.get(id);
				if (before === undefined) contents.set(id, content);
				else if (before !== content) fail('I17', `${key} is given a second content`);
				if (isEffectId(key)) continue;
				const written = firsts.written.get(id) ?? content;
				firsts.written.set(id, written);
				if (written !== content) fail('I22', `${key} comes back otherwise`);
			}
			return first;
		},
	};
}

function checkOwners(entries: readonly NewEntry[], firsts: Firsts['contents'], fail: Fail): void {
	for (const { subject, key, value } of entries.flatMap(eventsIn)) {
		const event = readEvent(key, value);
		if (isUnknown(event) || !('conversation' in event) || !event.conversation) continue;
		const owner = firsts.get(event.conversation);
		if (owner === undefined) firsts.set(event.conversation, subject);
		else if (owner !== subject) fail('I19', `${event.conversation} is of two contacts`);
	}
}

function checkTimes(entries: readonly NewEntry[], fail: Fail): void {
	for (const { key, value, at } of entries.flatMap(eventsIn)) {
		const event = readEvent(key, value);
		if (isUnknown(event)) continue;
		const aheadMs = event.by.kind === 'contact' ? AHEAD_MS.contact : AHEAD_MS.team;
		if (event.at > at + aheadMs) fail('I16', `${key} is ${event.at - at} ms ahead`);
	}
}

function checkIds(entries: readonly NewEntry[], fail: Fail): void {
	for (const { key, value } of entries.flatMap(eventsIn)) {
		const event = readEvent(key, value);
		if (isUnknown(event) || isEffectId(key) === (event.by.kind === 'engine')) continue;
		fail('I21', `${key} is not an id of the ${event.by.kind}`);
	}
}

function eventsIn({ room, at, update }: NewEntry) {
	const parsed = parseRoom(room);
	if (!parsed || !isLog(parsed)) return [];
	const subject = parsed.kind === 'contact' ? parsed.contact : room;
	return readEntries(update).map(({ key, value }) => ({ subject, key, value, at }));
}
