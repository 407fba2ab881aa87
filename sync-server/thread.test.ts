import { expect, test } from 'vitest';
import { lastingThread, TOO_LARGE, TOO_SLOW } from './thread';

/** B1: a canvas may be more than a thread can bear; the next one is judged all the same. */
test('a thread that died is begun again by the next call, and ends in either state', async () => {
	const thread = lastingThread('../tests/mortal-worker');
	await thread.end();
	expect(await thread.call('echo', 1)).toBe(1);
	const owed = [thread.call('die'), thread.call('echo', 2)];
	const answers = await Promise.allSettled(owed);
	expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await thread.call('echo', 3)).toBe(3);
	await expect(thread.call('die')).rejects.toThrow();
	await thread.end();
});

test('a call that takes too long is rejected as such; what waited behind it is not at fault', async () => {
	const thread = lastingThread('../tests/mortal-worker', { patienceMs: 3_000 });
	const owed = [thread.call('hang'), thread.call('echo', 1)];
	const [slow, behind] = await Promise.allSettled(owed);
	expect(slow).toMatchObject({ status: 'rejected', reason: { code: TOO_SLOW } });
	expect(behind).toMatchObject({ status: 'rejected' });
	expect(behind).not.toMatchObject({ reason: { code: TOO_SLOW } });
	expect(await thread.call('echo', 2)).toBe(2);
	await thread.end();
});

test('a call that needs more memory than there may be is rejected as such, and it alone', async () => {
	const thread = lastingThread('../tests/mortal-worker', { heapMb: 64 });
	const owed = [thread.call('grow'), thread.call('echo', 1)];
	const [large, behind] = await Promise.allSettled(owed);
	expect(large).toMatchObject({ status: 'rejected', reason: { code: TOO_LARGE } });
	expect(behind).toMatchObject({ status: 'rejected' });
	expect(behind).not.toMatchObject({ reason: { code: TOO_LARGE } });
	expect(await thread.call('echo', 2)).toBe(2);
	await thread.end();
}, 30_000);
