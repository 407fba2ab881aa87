import { expect, test } from 'vitest';
import { type Thread, TOO_LARGE, TOO_SLOW } from './thread';
import { trialsIn } from './trials-in';

const STORED = { snapshot: undefined, entries: [] };

/** A thread whose first calls fail with these codes; then it answers. */
function failing(...codes: string[]) {
	const calls: string[] = [];
	const call = async (name: string) => {
		calls.push(name);
		const code = codes.shift();
		if (code !== undefined) throw Object.assign(new Error('The thread has ended'), { code });
		return [7];
	};
	return { calls, trials: trialsIn({ call: call as Thread['call'] }) };
}

test('46: a canvas that no longer fits beside others is loaded again in a new thread', async () => {
	// It was too large itself, or it waited behind what was.
	for (const code of [TOO_LARGE, '']) {
		const { calls, trials } = failing(code);
		expect(await trials.load('workspace', STORED)).toEqual([7]);
		expect(calls).toEqual(['load', 'load']);
	}
});

test('46: a canvas that fits into no thread, or takes too long, is not tried without end', async () => {
	const large = failing(TOO_LARGE, TOO_LARGE, TOO_LARGE);
	await expect(large.trials.load('workspace', STORED)).rejects.toMatchObject({ code: TOO_LARGE });
	expect(large.calls).toEqual(['load', 'load']);
	const slow = failing(TOO_SLOW);
	await expect(slow.trials.load('workspace', STORED)).rejects.toMatchObject({ code: TOO_SLOW });
	expect(slow.calls).toEqual(['load']);
});
