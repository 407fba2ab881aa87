import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PublicPageRule } from '../src/lib/model/page-rule';
import { PUBLIC_ROOM } from '../src/lib/model/room';
import type { Hub } from './hub';

/** A busy site asks for its launcher many times a second; the rules change a few times a day. */
const FRESH_MS = 2_000;

/**
 * What comes with the launcher where live workflows wait for something on customers' pages
 * (W-TRG-01): the rules, and the code that watches for them. In the same answer, because a page
 * that is strict about its scripts lets none be added later (Trusted Types); and only there,
 * because everybody else's visitors would pay for it (performance S1, S2).
 *
 * The rules are data that managers wrote: they are parsed, and stand in the script as JSON.
 */
export function createPageRules(options: {
	hub: Pick<Hub, 'read'>;
	staticDir?: string;
	now(): number;
	report(error: unknown, where: string): void;
}): () => Promise<string> {
	let script = Promise.resolve('');
	let asOf = -Infinity;

	async function compose(): Promise<string> {
		const entries = await options.hub.read(PUBLIC_ROOM, (doc) => [...doc.getMap('pageRules')]);
		const rules = entries.flatMap(([, value]) => {
			const { data } = PublicPageRule.safeParse(value);
			if (!data) return [];
			const { rule, url, seconds, selector } = data;
			return [{ rule, url, seconds, selector }];
		});
		if (rules.length === 0) return '';
		const code = await readFile(join(options.staticDir ?? '', 'page-rules.js'), 'utf8');
		return `\n{const RELEVO_RULES=${JSON.stringify(rules)};${code}}`;
	}

	return () => {
		if (options.now() - asOf >= FRESH_MS) {
			asOf = options.now();
			script = compose().catch((error: unknown) => {
				// The chat button is worth more than what may pop up beside it.
				options.report(error, 'page rules');
				return '';
			});
		}
		return script;
	};
}
