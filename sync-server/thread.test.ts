import { expect, test } from 'vitest';
import { lastingThread } from './thread';

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
