import { conversationKey } from '../src/lib/model/conversation';
import type { ContactState } from '../src/lib/model/contact-state';
import type { EarlyPlace } from '../src/lib/model/early-place';
import { EARLY_PAGE, type EarlyPage, EarlyRow, earlyRowsOf } from '../src/lib/model/early-row';
import { forAll, type Sql } from './runner-tables';
import { numberOf, textOf } from './sqlite-rows';

/**
 * Conversations in short, the newest first: what a new device shows before their events have come.
 *
 * I1 Nobody is shown what is not durable: while something of a contact waits here for the relay,
 *    its rows are left out.
 */

/** Inside a transaction of the caller. */
export function commitListed(sql: Sql, states: readonly ContactState[] = []): void {
	if (!states.length) return;
	const latest = new Map(states.map((state) => [state.contact.id, state]));
	forAll(sql.dropListed, [...latest.keys()]);
	const rows = [...latest.values()].flatMap(earlyRowsOf);
	forAll(
		sql.putListed,
		rows
			.filter((row) => EarlyRow.safeParse(row).success)
			.map(({ contact, id, updatedAt, ...shown }) => {
				return [contact, id, updatedAt, JSON.stringify(shown)];
			}),
	);
}

/** Those behind `before`. */
export function listedPage(sql: Sql, before?: EarlyPlace): EarlyPage {
	const { at = Number.MAX_SAFE_INTEGER, key = '' } = before ?? {};
	const [contact = '', id = ''] = key.split('~');
	const rows = sql.listed.all(at, contact, id, EARLY_PAGE).map(rowOf);
	const last = rows.length === EARLY_PAGE ? rows.at(-1) : undefined;
	if (last === undefined) return { rows };
	return { rows, next: { at: last.updatedAt, key: conversationKey(last.contact, last.id) } };
}

function rowOf(row: unknown): EarlyRow {
	const [contact = '', id = ''] = [textOf(row, 'contact'), textOf(row, 'id')];
	const shown: Omit<EarlyRow, 'contact' | 'id' | 'updatedAt'> = JSON.parse(
		textOf(row, 'json') ?? '',
	);
	return { contact, id, updatedAt: numberOf(row, 'at') ?? 0, ...shown };
}
