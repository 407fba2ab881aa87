import { onPageChange, own } from './page';

/** What a live workflow waits for (model/page-rule). Its name means nothing to the page. */
export type Rule = { rule: string; url?: UrlRule; seconds?: number; selector?: string };
type UrlRule = { is: 'exactly' | 'startsWith' | 'contains'; value: string };

/** Nobody clicks faster on purpose; scripts do. */
const CLICK_PAUSE_MS = 1_000;
/** How soon a rule is offered again that nobody took: the messenger is not booted (yet). */
const RETRY_S = 1;

/**
 * Notices when a rule is met on this page (W-TRG-01, W-TRG-02), and tells its name alone.
 *
 * R1 A rule about the address or the time is taken once per page; a change of address without a new
 *    document is another page.
 * R2 A page that nobody looks at meets no rule.
 * R3 Only a person's own click counts, and a selector that is none stops nothing else.
 */
export function watch(rules: readonly Rule[], take: (rule: string) => boolean): void {
	const { signal } = new AbortController();
	const taken = new Set<string>();
	const clickedAt: Record<string, number> = {};
	let page = plain(location.href);
	let since = Date.now();
	let timer: ReturnType<typeof setTimeout> | undefined;

	function look(): void {
		clearTimeout(timer);
		if (own('visibilityState') !== 'visible') return;
		const stayed = (Date.now() - since) / 1_000;
		let next = Infinity;
		for (const { rule, url, seconds = 0, selector } of rules) {
			if (selector !== undefined || taken.has(rule) || !urlFits(url, location.href)) continue;
			if (stayed >= seconds && take(rule)) taken.add(rule);
			else next = Math.min(next, Math.max(seconds - stayed, RETRY_S));
		}
		if (next < Infinity) timer = setTimeout(look, next * 1_000);
	}

	function click({ isTrusted, target }: Event): void {
		if (!isTrusted || !(target instanceof Element)) return;
		for (const { rule, url, selector } of rules) {
			const isTooSoon = Date.now() - (clickedAt[rule] ?? -Infinity) < CLICK_PAUSE_MS;
			if (isTooSoon || !isIn(target, selector) || !urlFits(url, location.href)) continue;
			clickedAt[rule] = Date.now();
			take(rule);
		}
	}

	onPageChange(() => {
		if (plain(location.href) === page) return;
		page = plain(location.href);
		since = Date.now();
		taken.clear();
		look();
	}, signal);
	addEventListener('visibilitychange', look, true);
	// On the way down: a handler of the page that keeps clicks for itself does not hide them.
	addEventListener('click', click, true);
	look();
}

/** The part after `#` and a slash at the end make no other page of it. */
export function urlFits(rule: UrlRule | undefined, href: string): boolean {
	if (!rule) return true;
	const page = plain(href);
	if (rule.is === 'contains') return page.includes(rule.value);
	return rule.is === 'exactly' ? page === plain(rule.value) : page.startsWith(plain(rule.value));
}

function plain(url: string): string {
	return url.replace(/#.*$/, '').replace(/\/$/, '');
}

function isIn(target: Element, selector: string | undefined): boolean {
	try {
		return selector !== undefined && target.closest(selector) !== null;
	} catch {
		// What its author wrote is no selector: nothing is such an element.
		return false;
	}
}
