import { HOUR, MINUTE } from '../lib/base/clock';
import { hashId } from '../lib/base/hash';
import { pageRulesIn } from '../lib/documents/public';
import type { ContactState } from '../lib/model/contact-state';
import type { DomainEvent } from '../lib/model/event';
import type { PublicPageRule } from '../lib/model/page-rule';
import { PUBLIC_ROOM } from '../lib/model/room';
import { alone } from './tabs';
import type { VisitorLog } from './visitor-log';

/** Who was away for as long as this has come back (W-SET-05). */
const SESSION_MS = 30 * MINUTE;
/** A page that meets its rules all the time cannot fill a log (case 45). */
const MAX_TOLD_PER_HOUR = 12;
/** As long as a rule may be known to the page and not yet here. */
const UNKNOWN_MS = MINUTE;

type Past = { state: ContactState; events: readonly DomainEvent[] };

/**
 * What happens on the page and a workflow waits for: told to the team once, and again as long as
 * the workflow says (W-SET-05, E-09). What the page claims is checked against the rules that the
 * team published; a name that is none of theirs comes to nothing.
 */
export function createMetRules(
	log: VisitorLog,
	customer: {
		look(): Promise<Past>;
		tell(conversation: string, rule: string): Promise<unknown>;
		bringUp(conversation: string): void;
	},
) {
	const claimed = new Map<string, number>();
	let last = Promise.resolve();

	/** The rules may come after the claim: called again with every change of what is stored. */
	function settle(): Promise<void> {
		if (claimed.size > 0) last = last.then(settleAll, settleAll);
		return last;
	}

	async function settleAll(): Promise<void> {
		const rules = pageRulesIn(await log.storage.updates(PUBLIC_ROOM));
		for (const [name, at] of claimed) {
			const rule = rules.find((known) => known.rule === name);
			if (rule || log.now() - at > UNKNOWN_MS) claimed.delete(name);
			// Of two tabs the second sees what the first has told.
			if (rule) await alone(`relevo-rules:${log.contact}`, () => meet(rule));
		}
	}

	async function meet({ rule, until, selector }: PublicPageRule): Promise<void> {
		const setting = `met:${rule}`;
		const metAt = Number(await log.setting(setting)) || 0;
		const now = log.now();
		const isBack = now - metAt > SESSION_MS;
		const answer = answerTo({ rule, until }, { ...(await customer.look()), isBack, now });
		await log.keep({ [setting]: now });
		if (answer.isNews) await customer.tell(answer.conversation, rule);
		if (selector !== undefined) customer.bringUp(answer.conversation);
	}

	return {
		meet(names: readonly string[]): void {
			for (const name of names) claimed.set(name, log.now());
			void settle();
		},
		settle,
	};
}

/**
 * Which conversation a rule leads to, and whether the team is to hear of it (again). Two devices
 * that are apart give one conversation the same name: it is never there twice.
 */
export function answerTo(
	{ rule, until }: Pick<PublicPageRule, 'rule' | 'until'>,
	{ state, events, isBack, now }: Past & { isBack: boolean; now: number },
): { conversation: string; isNews: boolean } {
	const told = events.filter((event) => event.type === 'pageRuleMet');
	const own = told.filter((event) => event.rule === rule);
	const shown = new Set(own.map(({ conversation }) => conversation));
	const nameOf = (occurrence: number) => hashId('cnv', rule, state.contact.id, occurrence);
	const latest = own.at(-1)?.conversation;
	if (told.filter(({ at }) => at > now - HOUR).length >= MAX_TOLD_PER_HOUR) {
		return { conversation: latest ?? nameOf(0), isNews: false };
	}
	if (latest === undefined) return { conversation: nameOf(0), isNews: true };
	// Nothing came of it: the workflow was not for this customer then, and may be now.
	if (!state.conversations[latest]?.lastMessage) return { conversation: latest, isNews: isBack };
	const isAnswered = events.some(
		(event) =>
			event.by.kind === 'contact' &&
			ANSWERS.has(event.type) &&
			'conversation' in event &&
			event.conversation !== undefined &&
			shown.has(event.conversation),
	);
	const isNews = until === 'engaged' && isBack && !isAnswered;
	return { conversation: isNews ? nameOf(shown.size) : latest, isNews };
}

const ANSWERS = new Set(['messageSent', 'buttonPressed', 'answersGiven', 'conversationRated']);
