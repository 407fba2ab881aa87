import { expect, test } from 'vitest';
import { encodeControl } from '../src/lib/sync/wire';
import { createTestHub } from '../tests/relay-harness';

const ADA = 'con_0000000000000000000000ada';

test.each([-3_600_000, 3_600_000])(
	'A6: a rate earns by what has passed, not by the time of day (set by %i ms)',
	async (byMs) => {
		const limits = { contactRate: { perSecond: 1, burst: 10 } };
		const { join, turn, setClock } = createTestHub({ limits });
		const speak = async (times: number) => {
			const { session, state } = await join(`contact:${ADA}`);
			for (let i = 0; i < times; i++) session.message(encodeControl({ t: 'ping', sent: i }));
			session.gone();
			return state.closed?.code;
		};
		expect(await speak(10)).toBeUndefined();
		setClock(byMs);
		expect(await speak(1)).toBe(4529);
		await turn(5_000);
		expect(await speak(5)).toBeUndefined();
		expect(await speak(1)).toBe(4529);
	},
);
