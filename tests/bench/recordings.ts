import { setTimeout as sleep } from 'node:timers/promises';
import { ownerToken } from '../e2e/owner-token';
import type { RelayProcess } from '../e2e/relay';
import type { Teammate } from '../e2e/teammate';
import { detailsOf, type Recorded, recordedConversations } from '../import/conversations';
import { importConversations } from '../import/import';
import { importProgress } from '../import/progress';

/**
 * The real conversations that a workspace of a measurement holds. BENCH_CONVERSATIONS takes the
 * first of them alone; BENCH_COPIES repeats them, 8 times for about 100,000 (P20).
 */
const FILE = process.env.CONVERSATIONS ?? '../shared/data/conversations-large.jsonl.gz';
const CONVERSATIONS = Number(process.env.BENCH_CONVERSATIONS ?? 12_174);
const COPIES = Number(process.env.BENCH_COPIES ?? 1);
const WHOLE_WITHIN_MS = 60 * 60_000;

/** P20: what holds for one copy may take so much longer with several. */
export const SCALE = COPIES > 1 ? { id: 'P20', times: 1.5 } : undefined;

export async function recordings(): Promise<Recorded[]> {
	const found: Recorded[] = [];
	for await (const conversation of recordedConversations(FILE)) {
		if (found.length === CONVERSATIONS) break;
		found.push(conversation);
	}
	return Array.from({ length: COPIES }, (_, copy) =>
		found.map((one) => ({ ...one, id: `${one.id} ${copy}` })),
	).flat();
}

export function messagesOf(conversations: readonly Recorded[]): number {
	return conversations.reduce((sum, { turns }) => sum + turns.length, 0);
}

/** Lets them happen through this relay, and says a line a second how far it is. */
export async function importInto(relay: RelayProcess, conversations: Recorded[]): Promise<void> {
	await importConversations({
		url: relay.origin,
		token: await ownerToken(relay),
		conversations,
		progress: importProgress(conversations.length),
	});
}

export function longConversation(length: number): Recorded {
	const turns: Recorded['turns'] = Array.from({ length }, (_, turn) => ({
		by: turn % 2 ? 'agent' : 'customer',
		text: `${length} · ${turn}`,
	}));
	return { id: `long ${length}`, services: [], turns };
}

/** Resolves when this desk shows so many open conversations and says that it has everything. */
export async function isWhole(desk: Teammate, conversations: number): Promise<void> {
	const end = Date.now() + WHOLE_WITHIN_MS;
	for (let seen = 0; seen < 2; await sleep(1_000)) {
		const { count, status } = await stateOf(desk);
		seen = count === conversations && isSynced(status) ? seen + 1 : 0;
		process.stderr.write(`the desk: ${count}/${conversations} conversations, ${status}\n`);
		if (Date.now() > end) throw new Error(`The desk has ${count} of ${conversations}.`);
	}
}

export async function stateOf(desk: Teammate): Promise<{ count: number; status: string | null }> {
	const text = await desk.viewLink('all').textContent();
	const status = await desk.syncPill.getAttribute('data-status');
	return { count: Number(text?.replace(/\D/g, '')), status };
}

export function isSynced(status: string | null): boolean {
	return status === 'synced' || status === 'updateReady';
}

const MIN_LETTERS = 5;
const LETTERS = /\p{L}+/gu;

/** What people search for, in several forms each; all of them are somewhere in the recordings. */
export function queriesOf(conversations: readonly Recorded[]): Record<string, string[]> {
	const known = conversations.slice(0, CONVERSATIONS);
	const words = [...frequencies(known)].sort(([, a], [, b]) => b - a).map(([word]) => word);
	const details = known.map((_, index) => detailsOf(index));
	const of = (name: string) => details.flatMap((one) => one[name] ?? []);
	return {
		'a common word': spread(words.slice(0, 20)),
		'a rare word': spread(words.slice(-500)),
		'a name': spread(of('name')),
		'an e-mail': spread(of('email')),
		'a phone': spread(of('phone')),
	};
}

/** In how many conversations each word stands. */
function frequencies(conversations: readonly Recorded[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const { turns } of conversations) {
		const said = turns.map(({ text }) => text.toLowerCase()).join(' ');
		for (const word of new Set(said.match(LETTERS))) {
			if (word.length >= MIN_LETTERS) found.set(word, (found.get(word) ?? 0) + 1);
		}
	}
	return found;
}

const QUERIES = 10;

/** From the whole length, as many as are asked. */
function spread(texts: readonly string[]): string[] {
	return Array.from(
		{ length: QUERIES },
		(_, index) => texts[Math.floor(((index + 0.5) * texts.length) / QUERIES)] ?? '',
	);
}
