import { eventsIn, newestOf } from '../src/lib/core/chapters';
import type { Storage } from '../src/lib/core/ports';

/** What tests ask of a storage: questions about a contact's log. */

type Logs = Pick<Storage, 'log'>;

export async function eventsOf(storage: Logs, contact: string) {
	return eventsIn(await storage.log(contact));
}

export async function chapterOf(storage: Logs, contact: string): Promise<number> {
	return newestOf(await storage.log(contact)).number;
}

/** Of what the relay has confirmed, by event id. */
export async function writersOf(storage: Logs, contact: string): Promise<Map<string, number>> {
	const log = await storage.log(contact);
	return new Map(
		log.flatMap(({ event, writer }) => (writer === undefined ? [] : [[event.id, writer]])),
	);
}

export async function chapterEventsOf(storage: Logs, contact: string, chapter: number) {
	return eventsIn((await storage.log(contact)).filter((one) => one.chapter === chapter));
}
