import type { DomainEvent, EventBody } from '../lib/model/event';
import { type DetailReader, detailsToTell, needsReader, readDetails } from './details';
import { currentLocale } from './locale.svelte';
import type * as readers from './read-answers';
import { warn } from './report';
import type { VisitorLog } from './visitor-log';

export type LoadReader = () => Promise<Pick<typeof readers, 'detailReader'>>;

/** Tells the team what the page says of its customer, each detail once. */
export function createTelling(log: VisitorLog, loadReader: LoadReader) {
	let settings: Record<string, unknown> = {};
	/** What reads details, once loaded, and those that nothing can store: each is told once. */
	const details: { read?: DetailReader | undefined; refused: string[] } = { refused: [] };

	function about(events: readonly DomainEvent[]): EventBody[] {
		const news = detailsToTell(readDetails(settings, details.read).details, events);
		return news ? [{ type: 'detailsGiven', details: news }] : [];
	}

	let telling: Promise<unknown> = Promise.resolve();

	/** In turn, and each after a look at what was told: no detail is told twice. */
	function writeWithDetails(drafts: EventBody[]): Promise<boolean> {
		const next = async () => {
			const { events } = await log.snapshot();
			const all = [...about(events), ...drafts];
			return all.length === 0 || (await log.write(all)).ok;
		};
		const written = telling.then(next, next);
		telling = written;
		return written;
	}

	async function tellDetails(): Promise<void> {
		await learnDetails();
		await writeWithDetails([]);
	}

	/**
	 * For what a workflow starts with: who it is for is asked of what is known by then (E-04). What
	 * comes too late for it is told behind it.
	 */
	async function begin(draft: EventBody): Promise<boolean> {
		await Promise.race([learnDetails(), new Promise((late) => setTimeout(late, LEARN_MS))]);
		const isWritten = await writeWithDetails([draft]);
		void tellDetails();
		return isWritten;
	}

	/** Without a connection, what needs a reader waits for the next time, or for the connection. */
	async function learnDetails(): Promise<void> {
		if (!details.read && needsReader(settings)) {
			const readers = await loadReader().catch(() => undefined);
			details.read ??= readers?.detailReader(currentLocale(), log.now());
		}
		const { unfit } = readDetails(settings, details.read);
		const news = unfit.filter((key) => !details.refused.includes(key));
		details.refused.push(...news);
		if (news.length > 0) warn(`these details do not fit and are not stored: ${news.join(', ')}`);
	}

	return {
		learn: learnDetails,
		tell: tellDetails,
		begin,
		setSettings: (next: Record<string, unknown>) => (settings = next),
	};
}

/** As long as what the page says of its customer is waited for. */
const LEARN_MS = 2_000;
