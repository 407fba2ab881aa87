import { expect, test } from 'vitest';
import { aloneRelay } from './alone-relay';
import { memoryStorage } from './memory-storage';
import { AGENT, ANA, note, setup } from '../../../tests/core-stage';

test('what was confirmed without a relay is not sent again at the next start', async () => {
	const { clock, open, pass } = setup();
	const pushed: number[] = [];
	const start = async (storage = memoryStorage()) => {
		const relay = aloneRelay(AGENT, clock.now);
		const push = relay.push.bind(relay);
		relay.push = (batch) => {
			pushed.push(batch.id);
			push(batch);
		};
		const device = await open(AGENT, { relay, storage });
		await pass(100);
		return device;
	};
	const first = await start();
	for (const text of ['one', 'two']) {
		await first.core.write(ANA, [note(text)]);
		await pass(100);
	}
	expect(pushed).toHaveLength(2);
	await first.core.stop();
	expect((await start(first.storage)).core.status().pending).toBe(0);
	expect(pushed).toHaveLength(2);
});
