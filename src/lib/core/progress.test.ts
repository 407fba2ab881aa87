import { expect, test } from 'vitest';
import { AGENT, ANA, note, OTHER, setup } from '../../../tests/core-stage';
import type { CatchUp } from './progress';
import { createWriter } from '../documents/event-log';

/** A relay that holds so many entries of one contact. */
function workspaceOf(entries: number) {
	const stage = setup();
	const writer = createWriter(7);
	const room = `contact/${ANA}/1/desk`;
	for (let seq = 1; seq <= entries; seq++) {
		const by = { kind: 'teammate' as const, id: OTHER.id };
		const event = { ...note(`n ${seq}`), id: `ev_${seq}`, at: seq, by };
		const update = writer.append([event]);
		stage.relay.log.push({ seq, room, update, by: OTHER.id, at: seq });
	}
	return stage;
}

test('P17: a device that joins tells how much has come, until nothing is missing', async () => {
	const { relay, open, pass } = workspaceOf(3_000);
	const joined = await open(AGENT);
	const told: CatchUp[] = [];
	joined.core.onChange(({ catchUp, connection }) => {
		if (!catchUp) return;
		told.push(catchUp);
		expect(connection).not.toBe('synced');
	});
	await pass(5_000);
	expect(told.length).toBeGreaterThan(1);
	for (const { of } of told) expect(of).toBe(relay.log.length);
	expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b));
	expect(joined.core.status()).toMatchObject({ connection: 'synced', catchUp: undefined });
	joined.line.cut();
	joined.line.mend();
	await pass(5_000);
	expect(joined.core.status().connection).toBe('synced');
	// Nothing was missing any more.
	expect(told.at(-1)).toMatchObject({ of: relay.log.length });
});

test('P17: a first sync that is cut ten times ends with everything, once', async () => {
	const { relay, open, pass } = workspaceOf(3_000);
	const joined = await open(AGENT);
	for (let cut = 0; cut < 10; cut++) {
		await pass(30 + 7 * cut);
		joined.line.cut();
		await pass(500);
		joined.line.mend();
	}
	await pass(10_000);
	const log = await joined.storage.log(ANA);
	expect(joined.core.status().connection).toBe('synced');
	expect(log.length).toBe(relay.log.length);
	expect(new Set(log.map(({ event }) => event.id)).size).toBe(relay.log.length);
});
