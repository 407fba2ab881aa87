import { changesChannel } from '../read/changes';
import { databaseName, SNAPSHOT } from '../read/names';
import { ensureProjected } from '../read/projection';
import { openStore, type Store, versionOf } from '../read/store';
import { Replica } from '../replica/replica';
import { isSnapshot } from '../replica/snapshot';
import { topicOf } from '../replica/topic';
import { whenFree } from './after-paint';
import { type AskNoting, openQuestions } from './ask';

/** What a page holds of its device: the store, and what it shows of it in memory. */
export type DeskData = {
	store: Store;
	replica: Replica;
	asking: AskNoting;
	close(): Promise<void>;
};

/** A change that nobody told, because its writer died, is noticed so late at most. */
const CHECK_MS = 20_000;
/** The next start shows what was there a little before this page ended. */
const SNAPSHOT_AFTER_MS = 3_000;
/** As many as a large screen shows. */
const SNAPSHOT_ROWS = 30;

/**
 * Opens it, with what the last page has shown; the rest comes while the page is drawn. `outdated`:
 * a newer version has taken the store over.
 */
export async function openDeskData(place: {
	workspace: string;
	me: string;
	outdated(): void;
	/** Asks the core for a contact that has not come yet. */
	fetch?(contact: string): void;
}): Promise<DeskData> {
	const { workspace, me, outdated, fetch } = place;
	const questions = openQuestions(workspace, () => store.read(versionOf));
	const store: Store = openStore(databaseName(workspace), { ...questions.database, outdated });
	const replica = new Replica({
		store,
		me,
		pause: whenFree,
		after,
		report: reportError,
		...(fetch && { fetch }),
	});
	const told = changesChannel(store.name);
	told.onmessage = ({ data }) => replica.receive(data);
	await replica.start();
	if (await ensureProjected(store)) await replica.start();
	const snapshot = replica.setting(SNAPSHOT);
	if (isSnapshot(snapshot)) replica.show(snapshot);
	void whenFree().then(() => replica.fill());
	const stopKeeping = keepSnapshot(store, replica);
	const stopChecking = keepChecking(replica);
	return {
		store,
		replica,
		asking: questions.asking,
		async close() {
			stopKeeping();
			stopChecking();
			told.close();
			replica.stop();
			store.close();
			await questions.close();
		},
	};
}

function keepSnapshot(store: Store, replica: Replica): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;

	function keep(): void {
		timer = undefined;
		if (!replica.isWhole) return;
		const value = replica.snapshot(SNAPSHOT_ROWS);
		store
			.write(({ settings }) => settings.put({ name: SNAPSHOT, value }), [])
			.catch(() => {
				// The next start reads the rows themselves.
			});
	}

	const stop = replica.follow(topicOf.conversations, () => {
		timer ??= setTimeout(keep, SNAPSHOT_AFTER_MS);
	});
	return () => {
		stop();
		clearTimeout(timer);
	};
}

function keepChecking(replica: Replica): () => void {
	const check = () => {
		replica.check().catch(() => {
			// What cannot be read now says so where somebody waits for it.
		});
	};
	const timer = setInterval(check, CHECK_MS);
	return () => clearInterval(timer);
}

function after(ms: number, callback: () => void): () => void {
	const timer = setTimeout(callback, ms);
	return () => clearTimeout(timer);
}
