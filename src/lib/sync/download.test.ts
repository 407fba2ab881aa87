import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, ok } from '../base/result';
import { download } from './download';

const file = { sha256: 'a'.repeat(64), name: 'plano.pdf' };
const asked: { url: string; authorization: string }[] = [];
const given: object[] = [];
let statuses: number[];

beforeEach(() => {
	asked.length = given.length = 0;
	vi.stubGlobal('fetch', async (url: string, init: { headers: { authorization: string } }) => {
		asked.push({ url, authorization: init.headers.authorization });
		const status = statuses.shift();
		if (status === undefined) throw new TypeError('no network');
		return new Response('content', { status });
	});
	vi.stubGlobal('document', {
		createElement: () => ({
			click(this: object) {
				given.push(this);
			},
		}),
	});
});
afterEach(() => vi.unstubAllGlobals());

const tokens = async (fresh: boolean) => ok(fresh ? 'new' : 'old');
const fetchIt = () => download('https://relay', file, tokens);

test('B9: a file is asked for with a token in no address, and keeps its name', async () => {
	statuses = [200];
	expect(await fetchIt()).toEqual(ok(undefined));
	const url = `https://relay/files/${file.sha256}`;
	expect(asked).toEqual([{ url, authorization: 'Bearer old' }]);
	expect(given).toMatchObject([{ href: expect.stringMatching(/^blob:/), download: 'plano.pdf' }]);
});

test('B9: a token that ended on the way is asked for again, once', async () => {
	statuses = [401, 200];
	expect((await fetchIt()).ok).toBe(true);
	statuses = [401, 401, 200];
	expect(await fetchIt()).toMatchObject(fail('unauthorized'));
	const tokensUsed = asked.map(({ authorization }) => authorization);
	expect(tokensUsed).toEqual(['Bearer old', 'Bearer new', 'Bearer old', 'Bearer new']);
	expect(given).toHaveLength(1);
});

test.each([
	{ of: 'a missing right', answers: [404], kind: 'refused' },
	{ of: 'a relay that is busy', answers: [503], kind: 'refused' },
	{ of: 'no network', answers: [], kind: 'offline' },
])('B9: $of is told and gives nothing', async ({ answers, kind }) => {
	statuses = answers;
	expect(await fetchIt()).toMatchObject({ ok: false, problem: { kind } });
	expect(given).toEqual([]);
});

test('B9: a device that is signed out does not ask', async () => {
	const signedOut = async () => fail('signedOut');
	expect(await download('https://relay', file, signedOut)).toMatchObject(fail('signedOut'));
	expect(asked).toEqual([]);
});
