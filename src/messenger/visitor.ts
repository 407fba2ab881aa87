import { memoryStorage } from '../lib/core/memory-storage';
import type { World } from '../lib/core/ports';
import type { Identity } from '../launcher/protocol';
import { carryOver } from './carry-over';
import type { Connection } from './connection';
import { report } from './report';
import { type Heard, openSession, type Proof, type Session } from './session';
import { type MessengerStorage, openStorage, rememberRefused } from './storage';
import { alone, openTabs, type Tabs, whenLeading } from './tabs';
import { createVisitorLog, type VisitorLog } from './visitor-log';

/**
 * One visitor in one tab: who they are to the relay, what is kept of them here, and while this tab
 * leads, the line to the relay.
 */
export type Visitor = {
	readonly session: Session;
	readonly storage: MessengerStorage;
	/** False where the browser denies storage. */
	readonly isKept: boolean;
	readonly tabs: Tabs;
	readonly log: VisitorLog;
	/** `connect` is called when this tab leads. */
	lead(connect: () => Promise<Connection>): void;
	/** Ends the connection, and lets another tab lead. */
	leave(): Promise<void>;
	/**
	 * What the relay does not have of this visitor's words goes to the contact that they go on as.
	 * `settle` keeps the new identity.
	 */
	carryOver(to: Visitor, settle: () => void): Promise<void>;
	/** Erases what is kept here, where no other tab has done so. */
	forget(): Promise<void>;
};

/** Undefined when the relay could not be reached and nobody is known here. */
export async function openVisitor(
	workspace: string,
	known: Identity | null,
	{ proof, heard, world }: { proof: () => Proof; heard: Heard; world: World },
): Promise<Visitor | undefined> {
	const opened = await openSession(known, proof, heard);
	if (!opened.ok) return undefined;
	const session = opened.value;
	const { contact } = session;
	let isKept = true;
	const storage = await openStorage(workspace, contact).catch((error: unknown) => {
		report(error, 'storage is denied; this page remembers by itself');
		isKept = false;
		return rememberRefused(memoryStorage());
	});
	const name = `relevo-messenger:${contact}`;
	const tabs = openTabs(name);
	const log = createVisitorLog(contact, storage, world, tabs);
	let connecting: Promise<Connection | undefined> | undefined;
	let stopLeading = () => {};
	return {
		session,
		storage,
		isKept,
		tabs,
		log,
		lead(connect) {
			stopLeading = whenLeading(name, () => {
				connecting = connect().catch((error: unknown) => {
					report(error, 'connect');
					return undefined;
				});
			});
		},
		async leave() {
			await (await connecting)?.close();
			tabs.close();
			stopLeading();
		},
		carryOver: (to, settle) =>
			alone(name, async () => {
				// Another tab may have carried and erased by now; then nothing is found here.
				const from = isKept ? await openStorage(workspace, contact) : storage;
				await carryOver(from, to.log.storage, to.log.contact, settle);
				await from.wipe();
			}),
		forget: () => alone(name, () => storage.wipe()),
	};
}
