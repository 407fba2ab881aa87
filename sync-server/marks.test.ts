import { expect, test } from 'vitest';
import { createWriter } from '../src/lib/documents/event-log';
import { contactRoom } from '../src/lib/model/room';
import { ADA, AGENT, createGuardedRoom, said } from '../tests/guard-harness';

const SAID = contactRoom(ADA, 1, 'said');
const ada = { id: ADA, role: 'contact' } as const;
const log = (client: number, ...events: { id: string }[]) => createWriter(client).append(events);

test('E-29: a mark names devices by their ids, and numbers that a device reaches', () => {
	const strange = ['hola mundo', '../../x', '<b>x</b>', '💥💥💥', '\u202eabc', '1device', 'a/b'];
	const wrong = [
		...strange.map((device) => ({ device, nth: 1 })),
		...[1e9 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER].map((nth) => ({ device: 'dev_a', nth })),
	];
	const agent = { id: AGENT, role: 'agent' } as const;
	const shown = contactRoom(ADA, 1, 'shown');
	const by = { kind: 'teammate', id: AGENT };
	for (const mark of wrong) {
		const { offer } = createGuardedRoom(SAID);
		expect([mark, offer(log(1, said('evt_1', { said: mark })), ada)]).toMatchObject([
			mark,
			{ kind: 'refused', code: 4422 },
		]);
		const seen = { dev_b: 3, [mark.device]: mark.nth };
		const reply = createGuardedRoom(shown).offer(log(1, said('evt_1', { by, seen })), agent);
		expect([mark, reply]).toMatchObject([mark, { kind: 'refused', code: 4422 }]);
	}
	const sound = { device: 'dev_0123456789', nth: 1e9 };
	expect(createGuardedRoom(SAID).offer(log(1, said('evt_1', { said: sound })), ada).kind).toBe(
		'store',
	);
	const seen = { dev_0123456789: 1e9 };
	const reply = createGuardedRoom(shown).offer(log(1, said('evt_1', { by, seen })), agent);
	expect(reply.kind).toBe('store');
});
