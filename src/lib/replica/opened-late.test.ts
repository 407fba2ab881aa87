import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { foldContact } from '../model/contact-state';
import type { DomainEvent } from '../model/event';
import { type Changes, changesChannel } from '../read/changes';
import { deviceStorage } from '../read/storage';
import type { Store } from '../read/store';
import { conversationKey } from '../model/conversation';
import { stagedStore, threadIn } from '../../../tests/store-stage';
import { Replica } from './replica';

const ANA = 'con_1',
	CNV = 'cnv_1',
	KEY = conversationKey(ANA, CNV);
const msg = (n: number): DomainEvent => ({
	id: `ev_${n}`,
	at: n,
	type: 'messageSent',
	conversation: CNV,
	text: `n ${n}`,
	by: { kind: 'contact', id: ANA },
});
const real = (ms: number) => new Promise((r) => setTimeout(r, ms));

test.each([200, 400])(
	'R2: %i events are committed while a thread is being opened',
	async (many) => {
		const { db, store } = stagedStore(`ws_d${many}`);
		await db.open();
		const core = deviceStorage(store.name);
		await core.commit({
			events: [{ contact: ANA, chapter: 1, event: msg(1), writer: 1 }],
			contacts: [foldContact(ANA, [msg(1)])],
		});
		let hold: Promise<void> | undefined;
		let release = () => {};
		const slow: Store = {
			...store,
			async read(look) {
				const found = await store.read(look);
				await hold;
				return found;
			},
		};
		const replica = new Replica({
			store: slow,
			me: 'agt_me',
			pause: () => Promise.resolve(),
			after: (ms, cb) => {
				const t = setTimeout(cb, ms);
				return () => clearTimeout(t);
			},
			report: (e) => expect.unreachable(String(e)),
		});
		const channel = changesChannel(store.name);
		channel.onmessage = ({ data }: MessageEvent<Changes>) => replica.receive(data);
		await replica.start();
		await replica.fill();
		hold = new Promise((r) => (release = r));
		replica.keep([KEY]);
		await real(50);
		const events = [msg(1), ...Array.from({ length: many }, (_, n) => msg(n + 2))];
		await core.commit({
			events: events.slice(1).map((event) => ({ contact: ANA, chapter: 1, event, writer: 1 })),
			contacts: [foldContact(ANA, events)],
		});
		await real(50);
		hold = undefined;
		release();
		await real(1500);
		const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id).slice(-50);
		const shown = ids(replica.opened(KEY)!.thread.entries);
		replica.stop();
		channel.close();
		core.close();
		const there = ids((await threadIn(store, KEY)).entries);
		await db.delete();
		expect({ last: shown.at(-1), count: shown.length }).toEqual({
			last: there.at(-1),
			count: there.length,
		});
	},
	20_000,
);
