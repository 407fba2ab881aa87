import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { HOUR, MINUTE } from '../lib/base/clock';
import { memoryStorage } from '../lib/core/memory-storage';
import { setPageRules } from '../lib/documents/public';
import { type ContactState, foldContact } from '../lib/model/contact-state';
import type { DomainEvent, EventBody } from '../lib/model/event';
import type { PublicPageRule } from '../lib/model/page-rule';
import { PUBLIC_ROOM } from '../lib/model/room';
import { answerTo, createMetRules } from './met-rules';
import { rememberRefused } from './storage';
import { createVisitorLog, type VisitorLog } from './visitor-log';

const CONTACT = 'con_0000000000000000';
const ENGINE = { kind: 'engine' as const, id: 'engine' };
const rule: PublicPageRule = { rule: 'rule_plans', until: 'seen', seconds: 5 };

/** What was said and shown, one event a minute. */
function past(...bodies: EventBody[]): { state: ContactState; events: DomainEvent[] } {
	const own = ['pageRuleMet', 'buttonPressed', 'conversationRead'];
	const events = bodies.map((body, index): DomainEvent => {
		const by = own.includes(body.type) ? { kind: 'contact' as const, id: CONTACT } : ENGINE;
		return { ...body, id: `ev_${index}`, at: index * MINUTE, by };
	});
	return { state: foldContact(CONTACT, events), events };
}

const first = answerTo(rule, { ...past(), isBack: true, now: 0 }).conversation;
const met: EventBody = { type: 'pageRuleMet', conversation: first, rule: rule.rule };
const shown: EventBody = { type: 'messageSent', conversation: first, text: '¿Te ayudo?' };
const opened: EventBody = { type: 'conversationRead', conversation: first, upTo: HOUR };
const pressed: EventBody = {
	type: 'buttonPressed',
	conversation: first,
	prompt: 'ev_1',
	option: 'yes',
};

describe('W-SET-05, E-09: when the team hears of a rule again', () => {
	test.each([
		['seen', false, [met, shown]],
		['interaction', false, [met, shown]],
		['interaction', false, [met, shown, opened]],
		['engaged', true, [met, shown]],
		['engaged', true, [met, shown, opened]],
		['engaged', false, [met, shown, pressed]],
	] as const)('shown until %s: in the next session %s', (until, isNews, events) => {
		const known = { ...past(...events), now: 5 * HOUR };
		expect(answerTo({ ...rule, until }, { ...known, isBack: true }).isNews).toBe(isNews);
		expect(answerTo({ ...rule, until }, { ...known, isBack: false }).isNews).toBe(false);
	});

	test('what nothing came of is told again next time, in the conversation that it has', () => {
		const known = { ...past(met), now: HOUR };
		expect(answerTo(rule, { ...known, isBack: false }).isNews).toBe(false);
		expect(answerTo(rule, { ...known, isBack: true })).toEqual({
			conversation: first,
			isNews: true,
		});
	});

	test('each showing is a conversation of its own, the same one on every device', () => {
		const again = () =>
			answerTo({ ...rule, until: 'engaged' }, { ...past(met, shown), isBack: true, now: HOUR });
		expect(again().conversation).not.toBe(first);
		expect(again()).toEqual(again());
	});

	test('case 45: a page that meets rule after rule writes a few events an hour', () => {
		const many = Array.from({ length: 40 }, (_, i): EventBody => ({ ...met, rule: `rule_${i}` }));
		const { isNews } = answerTo(rule, { ...past(...many), isBack: true, now: 40 * MINUTE });
		expect(isNews).toBe(false);
	});
});

describe('what the page claims', () => {
	let now = HOUR;
	let log: VisitorLog;
	let tabs: (() => void)[];
	let broughtUp: string[];
	let rules: ReturnType<typeof createMetRules>;

	beforeEach(() => {
		vi.stubGlobal('navigator', { locks: oneLock() });
		now = HOUR;
		broughtUp = [];
		tabs = [];
		const world = { now: () => now, elapsed: () => now, random: Math.random };
		const alone = { tell() {}, listen() {}, close() {} };
		log = createVisitorLog(CONTACT, rememberRefused(memoryStorage()), world, alone);
		rules = open();
		log.onChange(() => tabs.forEach((settle) => settle()));
	});

	/** Another tab of the same browser. */
	function open() {
		const opened = createMetRules(log, {
			async look() {
				const { events } = await log.snapshot();
				return { state: foldContact(CONTACT, events), events };
			},
			tell: (conversation, name) => log.write([{ type: 'pageRuleMet', conversation, rule: name }]),
			bringUp: (conversation) => broughtUp.push(conversation),
		});
		tabs.push(() => void opened.settle());
		return opened;
	}

	async function publish(...published: PublicPageRule[]): Promise<void> {
		const doc = new Y.Doc();
		setPageRules(doc, { put: published, drop: [] });
		await log.storage.commit({
			updates: [{ room: PUBLIC_ROOM, update: Y.encodeStateAsUpdate(doc) }],
		});
	}

	const told = async () =>
		(await log.snapshot()).events.filter((event) => event.type === 'pageRuleMet');

	test('a rule that nobody published comes to nothing, however often it is claimed', async () => {
		await publish(rule);
		for (let i = 0; i < 50; i++) rules.meet([`rule_${i}`, '__proto__', '']);
		await rules.settle();
		now += 2 * MINUTE;
		await rules.settle();
		expect(await told()).toEqual([]);
	});

	test('a rule that arrives here after the page has met it counts; one that stays away does not', async () => {
		rules.meet([rule.rule, 'rule_other']);
		await rules.settle();
		expect(await told()).toEqual([]);
		await publish(rule);
		await rules.settle();
		expect(await told()).toMatchObject([{ rule: rule.rule, conversation: first }]);
		now += 2 * MINUTE;
		await rules.settle();
		await publish(rule, { ...rule, rule: 'rule_other' });
		await rules.settle();
		expect(await told()).toHaveLength(1);
	});

	test('E-09: two tabs that meet it at the same moment tell it once', async () => {
		await publish(rule);
		const other = open();
		rules.meet([rule.rule]);
		other.meet([rule.rule]);
		await Promise.all([rules.settle(), other.settle()]);
		expect(await told()).toHaveLength(1);
	});

	test('W-TRG-02: a click opens its conversation each time, and starts it once', async () => {
		const click = { rule: 'rule_help', until: 'seen' as const, selector: '#help' };
		await publish(rule, click);
		for (const name of [rule.rule, click.rule, click.rule]) {
			rules.meet([name]);
			await rules.settle();
		}
		const [, help] = await told();
		expect(await told()).toHaveLength(2);
		expect(broughtUp).toEqual([help?.conversation, help?.conversation]);
	});
});

/** Browsers have locks, each with a name; Node does not yet. */
function oneLock() {
	const last = new Map<string, Promise<void>>();
	return {
		request(name: string, task: () => Promise<void>) {
			const done = (last.get(name) ?? Promise.resolve()).then(task);
			last.set(name, done);
			return done;
		},
	};
}
