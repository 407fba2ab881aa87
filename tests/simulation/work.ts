import { newId } from '../../src/lib/base/id';
import { SECOND } from '../../src/lib/base/clock';
import type { Conversation } from '../../src/lib/model/conversation';
import type { EventBody } from '../../src/lib/model/event';
import { CANARY, publishing, stopping } from './cast';
import type { Peer } from './peer';
import { type Deed, PAGE_RULE, SHORTCUT, startedBy } from './vocabulary';
import type { VirtualClock } from './virtual-clock';
import type { Weather } from './weather';

/**
 * What people do: visitors write and press, teammates answer, note and close. Each acts on what
 * it sees.
 */
export type WorkOptions = {
	clock: VirtualClock;
	random(): number;
	agents: readonly Peer[];
	visitors: readonly Peer[];
	weather: Weather;
	until: number;
};

const VISITOR_PAUSE_MS = 8 * SECOND;
const AGENT_PAUSE_MS = 8 * SECOND;
const TAB_PAUSE_MS = 8 * SECOND;

export function startWork(options: WorkOptions): void {
	const { clock, random, agents, visitors, weather, until } = options;
	/** What a seed has drawn is also begun. */
	const wanted = weather.asides.flatMap(startedBy);
	for (const visitor of visitors) {
		again(VISITOR_PAUSE_MS, () => {
			const drafts = visitorActs(visitor, random, clock.now());
			if (drafts.length) visitor.write(visitor.me.id, drafts);
		});
	}
	for (const agent of agents) {
		again(wanted.length > 0 ? AGENT_PAUSE_MS / 2 : AGENT_PAUSE_MS, () => {
			const visitor = pick(visitors, random);
			const options = { random, now: clock.now(), wanted };
			const drafts = agentActs(agent, visitor.me.id, options);
			if (!drafts.length) return;
			// In a second tab, which is a page beside the core: both write to one disk.
			if (random() < 0.3) agent.writeFromPage(visitor.me.id, drafts);
			else agent.write(visitor.me.id, drafts);
		});
	}
	// People change tabs all the time, and automation runs where somebody looks (L3).
	for (const agent of agents) {
		again(TAB_PAUSE_MS, () => (agent.isHidden = !agent.isHidden));
	}
	const [owner] = agents;
	if (owner && weather.publishes) changeWorkflow(owner);

	/** Stops it mid-run, and sets another version live a while later. */
	function changeWorkflow(owner: Peer): void {
		const { onlineOnly } = weather;
		clock.after((until - clock.now()) * (0.2 + 0.3 * random()), () =>
			owner.write('', [stopping()]),
		);
		clock.after((until - clock.now()) * (0.5 + 0.4 * random()), () =>
			owner.write('', [publishing({ number: 2, onlineOnly })]),
		);
	}

	function again(pauseMs: number, act: () => void): void {
		clock.after(pauseMs * (0.1 + random() * 1.8), () => {
			if (clock.now() >= until) return;
			act();
			again(pauseMs, act);
		});
	}
}

function visitorActs(visitor: Peer, random: () => number, now: number): EventBody[] {
	if (!visitor.isUp) return [];
	const open = newest(visitor, visitor.me.id);
	if (!open || (open.state === 'closed' && random() < 0.5)) {
		const conversation = newId('cnv', now, random);
		return [
			{ type: 'conversationStarted', conversation },
			{ type: 'messageSent', conversation, text: 'Quiero una devolución.' },
		];
	}
	const [prompt] = open.prompts;
	if (prompt?.input.kind === 'buttons' && random() < 0.6) {
		const { id } = pick(prompt.input.options, random);
		return [{ type: 'buttonPressed', conversation: open.id, prompt: prompt.id, option: id }];
	}
	if (prompt?.input.kind === 'rating' && random() < 0.6) {
		const score = 1 + Math.floor(random() * prompt.input.scale);
		return [{ type: 'conversationRated', conversation: open.id, prompt: prompt.id, score }];
	}
	if (prompt?.input.kind === 'form' && random() < 0.6) {
		const answer = (id: string) => (random() < 0.7 ? ANSWERS[id] : undefined) ?? 'no sé';
		const answers = Object.fromEntries(
			prompt.input.fields.map(({ id }) => [id, answer(id)] as const),
		);
		return [{ type: 'answersGiven', conversation: open.id, prompt: prompt.id, answers }];
	}
	if (random() < 0.1) return [{ type: 'pageRuleMet', conversation: open.id, rule: PAGE_RULE }];
	return [{ type: 'messageSent', conversation: open.id, text: '¿Siguen ahí?' }];
}

/** What is asked for, as it is understood. */
const ANSWERS: Record<string, string> = { email: 'cliente@example.org', phone: '+56 2 2345 6789' };

type ActOptions = { random(): number; now: number; wanted: readonly Deed[] };

function agentActs(agent: Peer, contact: string, { random, now, wanted }: ActOptions): EventBody[] {
	const found = newest(agent, contact);
	if (!found || found.customerMessages === 0) return [];
	const conversation = found.id;
	const isWanted = wanted.length > 0 && random() < 0.5;
	const act = isWanted ? pick(wanted, random) : drawAct(random());
	switch (act) {
		case 'messageSent':
			return [{ type: act, conversation, text: 'Ahora mismo lo miro.' }];
		case 'noteAdded':
			return [{ type: act, conversation, text: `${CANARY}: con cuidado` }];
		case 'priorityChanged':
			return [{ type: act, conversation, priority: 'high' }];
		case 'shortcutUsed':
			return [{ type: act, conversation, workflow: SHORTCUT }];
		case 'conversationSnoozed': {
			if (found.state === 'closed') return [];
			const until = Math.round(now + (2 + 8 * random()) * SECOND);
			return [{ type: act, conversation, until }];
		}
		case 'conversationClosed':
			return found.state === 'closed' ? [] : [{ type: act, conversation }];
	}
}

function drawAct(chance: number): Deed {
	if (chance < 0.45) return 'messageSent';
	if (chance < 0.7) return 'noteAdded';
	if (chance < 0.8) return 'priorityChanged';
	if (chance < 0.85) return 'shortcutUsed';
	return chance < 0.92 ? 'conversationSnoozed' : 'conversationClosed';
}

function newest(peer: Peer, contact: string): Conversation | undefined {
	const all = peer.seen(contact)?.conversations ?? [];
	return all.toSorted((a, b) => b.startedAt - a.startedAt)[0];
}

export function pick<T>(items: readonly T[], random: () => number): T {
	return items[Math.floor(random() * items.length)]!;
}
