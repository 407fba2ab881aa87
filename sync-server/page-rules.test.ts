import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { setPageRules } from '../src/lib/documents/public';
import type { PublicPageRule } from '../src/lib/model/page-rule';
import { startTestRelay, type TestRelay } from '../tests/relay-process';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** The rules are looked at again every two seconds. */
const WITHIN = { timeout: 10_000 };

let served: TestRelay;
let site: string;
beforeAll(async () => {
	site = await mkdtemp(join(tmpdir(), 'relevo-site-'));
	await writeFile(join(site, 'widget.js'), 'heard.push("launcher");');
	await writeFile(join(site, 'page-rules.js'), 'heard.push(RELEVO_RULES);');
	served = await startTestRelay({ staticDir: site });
});
afterAll(async () => {
	await served.dispose();
	await rm(site, { recursive: true });
});

/** What a page that loads the launcher runs. */
async function load() {
	const response = await fetch(`http://127.0.0.1:${served.relay.port}/widget.js`);
	const heard: unknown[] = [];
	runInNewContext(await response.text(), { heard });
	return { etag: response.headers.get('etag'), heard };
}

const rule: PublicPageRule = {
	rule: 'rule_1',
	until: 'engaged',
	url: { is: 'contains', value: '"];heard.push("injected");//\u2028</script>' },
};

test('W-TRG-01, S1: a page gets the rules in the one answer that it asks for, and only where there are some', async () => {
	const without = await load();
	expect(without.heard).toEqual(['launcher']);
	await served.relay.hub.write('public', (doc) => {
		setPageRules(doc, { put: [rule], drop: [] });
		doc.getMap('pageRules').set('rule_newer', { rule: 'rule_newer', gesture: 'shake' });
	});
	const { rule: name, url } = rule;
	await expect
		.poll(async () => (await load()).heard, WITHIN)
		.toEqual(['launcher', [{ rule: name, url }]]);
	expect((await load()).etag).not.toBe(without.etag);
	await served.relay.hub.write('public', (doc) =>
		setPageRules(doc, { put: [], drop: [rule.rule] }),
	);
	await expect.poll(load, WITHIN).toEqual(without);
});
