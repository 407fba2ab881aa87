import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createWriter } from '../app/writer';
import { foldContact } from '../model/contact-state';
import { conversationKey } from '../model/conversation';
import { type DomainEvent, type EventBody, isUnknown } from '../model/event';
import type * as changes from '../read/changes';
import type { Changes } from '../read/changes';
import { deviceStorage } from '../read/storage';
import type { Store } from '../read/store';
import { Feed } from './feed';
import { Held } from './held';
import { Replica } from './replica';
import { countsIn, listIn, stagedStore, threadIn } from '../../../tests/store-stage';
import { eventsOf } from '../../../tests/stored';
import { diskIsFull } from '../../../tests/page-stage';

/**
 * Pages and a core over one store, with a disk that is full at times, messages that are lost or
 * come late, and pages that begin in the middle: in the end every page shows what the store holds.
 * The checker is worth something only if it catches a page that is broken on purpose.
 */

const CONTACTS = ['con_1', 'con_2'];
const VIEWS = [{ kind: 'all' as const }, { kind: 'closed' as const }, { kind: 'snoozed' as const }];
const me = { id: 'agt_me', role: 'agent' as const };

type Page = { replica: Replica; write: ReturnType<typeof createWriter> };
type Deed =
	| { is: 'write' | 'failing'; page: number; contact: number; body: number }
	| { is: 'arrives'; contact: number; body: number }
	| { is: 'lost' }
	| { is: 'late' }
	| { is: 'begins' };

const bodies = (contact: number): EventBody[] => {
	const conversation = `cnv_${contact}`;
	return [
		{ type: 'messageSent', conversation, text: 'hola' },
		{ type: 'conversationClosed', conversation },
		{ type: 'conversationReopened', conversation },
		{ type: 'conversationSnoozed', conversation },
		{ type: 'conversationAssigned', conversation, teammate: me.id },
		{ type: 'tagAdded', conversation, tag: 'tag_1' },
	];
};

const which = { contact: fc.nat(CONTACTS.length - 1), body: fc.nat(5) };
const deed: fc.Arbitrary<Deed> = fc.oneof(
	fc.record({
		is: fc.constantFrom('write' as const, 'failing' as const),
		page: fc.nat(1),
		...which,
	}),
	fc.record({ is: fc.constant('arrives' as const), ...which }),
	fc.constantFrom<Deed>({ is: 'lost' }, { is: 'late' }, { is: 'begins' }),
);

let made = 0;

class Device {
	readonly pages: Page[] = [];
	readonly #store: Store;
	readonly #db;
	readonly #core;
	#clock = 1_000;
	/** What happens to the next message to each page. */
	#next: 'lost' | 'late' | undefined;
	#held: { to: Page; changes: Changes }[] = [];

	constructor() {
		({ db: this.#db, store: this.#store } = stagedStore(`ws_pages${made++}`));
		this.#core = deviceStorage(this.#store.name);
	}

	async begins(): Promise<void> {
		await this.#db.open();
		const replica = new Replica({
			store: this.#store,
			me: me.id,
			pause: () => Promise.resolve(),
			after(_, callback) {
				const timer = setTimeout(callback, 5);
				return () => clearTimeout(timer);
			},
			report: (error) => expect.unreachable(String(error)),
		});
		const write = createWriter({
			...{ replica, store: this.#store, me, random: Math.random },
			now: () => ++this.#clock,
			stored() {},
		});
		const page = { replica, write };
		await replica.start();
		void replica.fill();
		replica.keep(CONTACTS.map((contact, n) => conversationKey(contact, `cnv_${n}`)));
		this.pages.push(page);
	}

	async does(one: Deed): Promise<void> {
		if (one.is === 'lost' || one.is === 'late') this.#next = one.is;
		else if (one.is === 'begins') await this.begins();
		else if (one.is === 'arrives') await this.#arrives(one);
		else await this.#writes(one);
	}

	/** Every page has heard or asked, and nothing is on its way. */
	async settles(): Promise<void> {
		for (const { to, changes } of this.#held) to.replica.receive(changes);
		for (const { replica } of this.pages) await replica.check();
		await new Promise((resolve) => setTimeout(resolve, 20));
	}

	/** What a page shows that the store does not hold, or the other way round. */
	async difference(): Promise<string[]> {
		const wrong: string[] = [];
		const note = (what: string, shown: unknown, stored: unknown) => {
			if (JSON.stringify(shown) !== JSON.stringify(stored)) wrong.push(what);
		};
		for (const [n, { replica }] of this.pages.entries()) {
			for (const view of VIEWS) {
				note(`${n} ${view.kind}`, replica.list(view), await listIn(this.#store, view));
			}
			note(`${n} counts`, replica.counts(), await countsIn(this.#store, me.id));
			const pending = await this.#store.read((tables) => tables.pending.all());
			note(`${n} pending`, replica.pending, pending.length);
			for (const [i, contact] of CONTACTS.entries()) {
				const key = conversationKey(contact, `cnv_${i}`);
				const stored = await threadIn(this.#store, key);
				note(`${n} ${key}`, replica.opened(key)?.thread.entries, stored.entries);
			}
		}
		return wrong;
	}

	async ends(): Promise<void> {
		for (const { replica } of this.pages) replica.stop();
		this.#core.close();
		this.#store.close();
		await this.#db.delete();
	}

	async #writes({ is, page, contact, body }: Extract<Deed, { page: number }>): Promise<void> {
		const by = this.pages[page % this.pages.length];
		const draft = bodies(contact)[body];
		if (!by || !draft) return;
		const isFree = is === 'failing' ? diskIsFull() : undefined;
		const result = await by.write(CONTACTS[contact] ?? '', [draft]);
		isFree?.();
		expect(result.ok).toBe(is === 'write');
		if (result.ok) await this.#tellLast(by);
	}

	async #arrives({ contact: n, body }: { contact: number; body: number }): Promise<void> {
		const contact = CONTACTS[n] ?? '';
		const draft = bodies(n)[body];
		if (!draft) return;
		const isWord = draft.type === 'messageSent';
		const by = { kind: isWord ? ('contact' as const) : ('engine' as const), id: contact };
		const event: DomainEvent = { ...draft, id: `ev_${made++}`, at: ++this.#clock, by };
		const events = await eventsOf(this.#core, contact);
		const before = events.flatMap((one) => (isUnknown(one) ? [] : [one]));
		await this.#core.commit({
			events: [{ contact, chapter: 1, event, writer: 1 }],
			contacts: [foldContact(contact, [...before, event])],
		});
		await this.#tellLast();
	}

	/** The message of the last transaction goes to the pages, as the weather is. */
	async #tellLast(except?: Page): Promise<void> {
		const changes = told.get(this.#store.name)?.at(-1);
		if (!changes) return;
		for (const to of this.pages) {
			if (to === except || this.#next === 'lost') continue;
			if (this.#next === 'late') this.#held.push({ to, changes });
			else to.replica.receive(changes);
		}
		this.#next = undefined;
	}
}

/** What stores told, by database: the channel is ours here, so that messages can be lost. */
const told = new Map<string, Changes[]>();
vi.mock('../read/changes', async (original) => ({
	...(await original<typeof changes>()),
	tellChanges(database: string, changes: Changes) {
		told.set(database, [...(told.get(database) ?? []), structuredClone(changes)]);
	},
}));

async function played(deeds: readonly Deed[]): Promise<string[]> {
	const device = new Device();
	await device.begins();
	await device.begins();
	for (const one of deeds) await device.does(one);
	await device.settles();
	const wrong = await device.difference();
	await device.ends();
	return wrong;
}

const history = fc.array(deed, { minLength: 1, maxLength: 14 });

test('in the end every page shows what the store holds, whatever was lost, late or full', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (deeds) => {
			expect(await played(deeds)).toEqual([]);
		}),
		{ numRuns: 30 },
	);
}, 60_000);

/** Breaks the product on purpose until the returned function is called. */
const PLANTED: Record<string, () => () => void> = {
	'a change message that is lost is never missed': () => {
		const spy = vi.spyOn(Feed.prototype, 'reached').mockResolvedValue();
		const { receive } = Feed.prototype;
		const deaf = vi.spyOn(Feed.prototype, 'receive').mockImplementation(function (
			this: Feed,
			changes,
		) {
			if (changes.version === this.known + 1) receive.call(this, changes);
		});
		return () => [spy, deaf].forEach((each) => each.mockRestore());
	},
	'a write that was rolled back stays on the screen': () => {
		const spy = vi.spyOn(Replica.prototype, 'takeBack').mockReturnValue();
		return () => spy.mockRestore();
	},
	'what is stored is still shown as being saved': () => {
		const spy = vi.spyOn(Held.prototype, 'end').mockReturnValue();
		return () => spy.mockRestore();
	},
};

test.each(Object.keys(PLANTED))(
	'planted and caught: %s',
	async (name) => {
		const mend = PLANTED[name]!();
		const { failed } = await fc.check(
			fc.asyncProperty(history, async (deeds) => (await played(deeds)).length === 0),
			{ numRuns: 30, endOnFailure: true },
		);
		mend();
		expect(failed).toBe(true);
	},
	60_000,
);
