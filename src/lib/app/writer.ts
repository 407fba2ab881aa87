import { fail, type Result } from '../base/result';
import type { DomainEvent, EventBody } from '../model/event';
import { stamped } from '../core/authored';
import type { Principal } from '../model/role';
import type { Store } from '../read/store';
import { saving, storeWritten } from '../read/write';
import type { Replica } from '../replica/replica';

type Saving = {
	batch: ReturnType<Replica['begin']>;
	done(result: Result<DomainEvent[]>): void;
	failed(error: unknown): void;
};

/**
 * What a person does: shown at once, then stored ("saved"), then the core is told.
 *
 * W1 One transaction at a time. What is done meanwhile goes together into the next one, and by
 *    itself where that fails: what cannot be stored must not take other words along.
 */
export function createWriter(options: {
	replica: Replica;
	store: Store;
	me: Principal;
	now(): number;
	random(): number;
	/** Something was stored. */
	stored(): void;
}) {
	const { replica, store, me, now, random } = options;
	let waiting: Saving[] = [];
	let isStoring = false;

	/** Shown before it returns, where the contact was read before. */
	function write(contact: string, drafts: readonly EventBody[]): Promise<Result<DomainEvent[]>> {
		return replica.positionOf(contact) ? show(contact, drafts) : meetFirst(contact, drafts);
	}

	async function meetFirst(contact: string, drafts: readonly EventBody[]) {
		const met = await saving(() => replica.meet([contact]));
		return met.ok ? show(contact, drafts) : met;
	}

	function show(contact: string, drafts: readonly EventBody[]): Promise<Result<DomainEvent[]>> {
		const position = replica.positionOf(contact) ?? { after: 0, conversations: {} };
		const events = stamped(drafts, { me, ...position, now: now(), random });
		const batch = replica.begin(contact, events);
		return new Promise((done, failed) => {
			waiting.push({ batch, done, failed });
			if (!isStoring) void storeAll();
		});
	}

	async function storeAll(): Promise<void> {
		isStoring = true;
		while (waiting.length > 0) {
			const group = waiting;
			waiting = [];
			if ((await storeTogether(group)) || group.length === 1) continue;
			for (const one of group) await storeTogether([one]);
		}
		isStoring = false;
	}

	/** False where it failed and has to be tried one by one. */
	async function storeTogether(group: readonly Saving[]): Promise<boolean> {
		try {
			const result = await storeWritten(
				store,
				group.map(({ batch }) => batch),
			);
			if (!result.ok && group.length > 1) return false;
			for (const { batch, done } of group) {
				if (result.ok) replica.stored(batch, result.value);
				else replica.takeBack(batch);
				done(result.ok ? { ok: true, value: [...batch.events] } : fail('cannotSave'));
			}
			if (result.ok) options.stored();
			return result.ok;
		} catch (error) {
			if (group.length > 1) return false;
			for (const { batch, failed } of group) {
				replica.takeBack(batch);
				failed(error);
			}
			return true;
		}
	}

	return write;
}
