import { createWriter } from '../../src/lib/documents/event-log';
import { type DomainEvent, type EventBody, SHOWN_ENGINE } from '../../src/lib/model/event';
import type { Principal } from '../../src/lib/model/role';
import { contactRoom, type LogName } from '../../src/lib/model/room';
import { ADA, AGENT, createGuardedRoom, NOW } from '../guard-harness';
import { median, type Measure } from './measure';

const CONVERSATION = 'cnv_0000000000000000000bench';
const RUN = 'run_0000000000000000000bench';
const TEXT = 'Gracias por escribirnos. ¿En qué podemos ayudarte hoy?';
const WARMING = 20_000;
const SAMPLES = 20_000;

/** What the relay's guard takes to judge one event, by who wrote what. */
export function guardCases(): Measure[] {
	const contact: Case = { log: 'said', by: { kind: 'contact', id: ADA }, role: 'contact' };
	const teammate: Case = { log: 'shown', by: { kind: 'teammate', id: AGENT }, role: 'agent' };
	const engine: Case = { log: 'shown', by: SHOWN_ENGINE, role: 'runner' };
	const says: EventBody = { type: 'messageSent', conversation: CONVERSATION, text: TEXT };
	const journal: EventBody = {
		type: 'runAdvanced',
		conversation: CONVERSATION,
		run: RUN,
		wokenBy: 'timer',
		wokenAt: NOW,
		steps: [{ node: 'message', kind: 'message', visit: 1, left: 'next', shown: 'ev_shown' }],
	};
	return [
		timed('guard, words of a customer', contact, says),
		timed('guard, words of a teammate', teammate, says),
		timed('guard, words of the engine', engine, says),
		timed('guard, journal of the engine', { ...engine, log: 'desk' }, journal),
	];
}

type Case = { log: LogName; by: DomainEvent['by']; role: Principal['role'] };

function timed(name: string, { log, by, role }: Case, body: EventBody): Measure {
	const who: Principal = { id: role === 'runner' ? 'runner' : by.id, role };
	const samples: number[] = [];
	let writer = createWriter(7);
	let guarded = createGuardedRoom(contactRoom(ADA, 1, log));
	for (let i = 0; i < WARMING + SAMPLES; i++) {
		// As many as a long conversation has: a room that is full would refuse.
		if (i % 2_000 === 0) {
			writer = createWriter(7);
			guarded = createGuardedRoom(contactRoom(ADA, 1, log));
		}
		const id = `ev_${String(i).padStart(20, '0')}`;
		const event: DomainEvent = { ...body, id, at: NOW, by };
		const update = writer.append([event]);
		const before = performance.now();
		const verdict = guarded.room.examine(update, {
			who,
			now: NOW,
			isHost: role === 'runner',
			ownerOf: () => ADA,
		});
		const took = performance.now() - before;
		if (verdict.kind !== 'store') throw new Error(`${name}: ${JSON.stringify(verdict)}`);
		guarded.room.accept(verdict.update, verdict, who.id);
		if (i >= WARMING) samples.push(took * 1_000);
	}
	const value = Number(median(samples).toFixed(2));
	return { name, value, unit: 'µs p50', target: { id: 'guard', atMost: 10 } };
}
