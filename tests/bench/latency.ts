import type { Browser, Frame, Page } from '@playwright/test';
import { invite } from '../e2e/furnish';
import type { RelayProcess } from '../e2e/relay';
import { type Browsers, Teammate } from '../e2e/teammate';
import { Visitor } from '../e2e/visitor';
import { Watch } from '../e2e/watch';
import { Lines } from './lines';
import { type Failure, type Measure, NAMED_FUNCTIONS, p95 } from './measure';
import { onDisk, onStage } from './stage';

/** The targets that it speaks of. */
export const targets = ['P3', 'P4'];

const ROUNDS = 30;

/**
 * From the key that sends to the moment in which what people see stands in the page, against a real
 * relay on this machine: a teammate at a desk with a profile on the disk, and a visitor in another
 * browser.
 */
export function measureLatency(): Promise<(Measure | Failure)[]> {
	return onStage((browser, relay) =>
		onDisk(async (browsers) => {
			const lines = new Lines();
			await lines.add('P3 and P4', () => oneDesk(browsers, { browser, relay }));
			return lines.found;
		}),
	);
}

/** P4 where two desks and the visitor share one browser, and its processes this machine. */
export function measureSharedLatency(): Promise<(Measure | Failure)[]> {
	return onStage(async (browser, relay) => {
		const lines = new Lines();
		await lines.add('P4 two desks', () => twoDesks(browser, relay));
		return lines.found;
	});
}

async function oneDesk(
	browsers: Browsers,
	{ browser, relay }: { browser: Browser; relay: RelayProcess },
): Promise<Measure[]> {
	const agent = await Teammate.setUp(browsers, { relay, watch: new Watch(), locale: 'es' });
	const visitor = await talking(browser, relay);
	await inConversation(agent, visitor);

	const bubble: number[] = [];
	const saved: number[] = [];
	const sent: number[] = [];
	const arrival: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const moments = await reply(agent, `respuesta número ${round}`);
		bubble.push(moments.bubble);
		saved.push(moments.saved);
		sent.push(moments.sent);
		arrival.push(...(await question(visitor, [agent], `pregunta número ${round}`)));
	}
	return [
		p95('P3 key press to own bubble', bubble, { id: 'P3', atMost: 20 }),
		p95('P3 key press to saved', saved, { id: 'P3', atMost: 40 }),
		p95('P3 key press to sent', sent, { id: 'P3', atMost: 80 }),
		p95('P4 visitor’s key press to the agent’s screen', arrival, { id: 'P4', atMost: 30 }),
	];
}

async function twoDesks(browser: Browser, relay: RelayProcess): Promise<Measure> {
	const watch = new Watch();
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const link = await invite(owner);
	const agent = await Teammate.join(browser, { link, name: 'Tomás Vera', watch, locale: 'es' });
	const visitor = await talking(browser, relay);
	const desks = [owner, agent];
	await owner.goTo('inbox');
	for (const desk of desks) await inConversation(desk, visitor);
	const arrival: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		arrival.push(...(await question(visitor, desks, `pregunta número ${round}`)));
	}
	const name = 'P4 visitor’s key press to two agents’ screens, one browser for all';
	return p95(name, arrival, { id: 'P4', atMost: 70 });
}

async function talking(browser: Browser, relay: RelayProcess): Promise<Visitor> {
	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('hola');
	return visitor;
}

async function inConversation(agent: Teammate, visitor: Visitor): Promise<void> {
	await agent.view('all');
	await agent.openConversation('hola');
	for (const place of [agent.page, visitor.frame]) await place.evaluate(NAMED_FUNCTIONS);
}

type Moments = { bubble: number; saved: number; sent: number };

/** Milliseconds after the key. What comes later says more: who has "sent" need not draw "saved". */
async function reply(agent: Teammate, text: string): Promise<Moments> {
	const { page, say } = agent;
	const words = (...how: string[]) => how.map((one) => say(`inbox_delivery_${one}`));
	const appears = appearance(page, [text]);
	const saves = appearance(page, words('saved', 'sent', 'seen'), text);
	const sends = appearance(page, words('sent', 'seen'), text);
	const pressed = keyPress(page);
	await agent.reply(text);
	const at = await pressed;
	return {
		bubble: (await appears) - at,
		saved: (await saves) - at,
		sent: (await sends) - at,
	};
}

/** How long each of the desks waits for what the visitor asks. */
async function question(visitor: Visitor, desks: Teammate[], text: string): Promise<number[]> {
	const arrivals = desks.map(({ page }) => appearance(page, [text]));
	const asked = keyPress(visitor.frame);
	await visitor.write(text);
	const at = await asked;
	return (await Promise.all(arrivals)).map((arrival) => arrival - at);
}

const MAX_WAIT_MS = 30_000;

/** When the next Enter goes down there, on the clock that all pages of one machine share. */
function keyPress(place: Page | Frame): Promise<number> {
	return place.evaluate(
		() =>
			new Promise<number>((resolve) => {
				document.addEventListener(
					'keydown',
					function heard(event) {
						if (event.key !== 'Enter') return;
						document.removeEventListener('keydown', heard, true);
						resolve(performance.timeOrigin + performance.now());
					},
					true,
				);
			}),
	);
}

/** When the log first shows one of these texts, where `after` is given behind that one. */
function appearance(page: Page, texts: string[], after = ''): Promise<number> {
	return page.evaluate(
		({ texts, after, maxWait }) =>
			new Promise<number>((resolve, reject) => {
				const look = () => {
					const words = document.querySelector('[role=log]')?.textContent ?? '';
					const from = after === '' ? 0 : words.lastIndexOf(after);
					if (from < 0 || !texts.some((text) => words.includes(text, from))) return;
					observer.disconnect();
					clearTimeout(tooLate);
					resolve(performance.timeOrigin + performance.now());
				};
				const observer = new MutationObserver(look);
				observer.observe(document, { childList: true, subtree: true, characterData: true });
				const tooLate = setTimeout(() => reject(new Error(`never: ${texts.join()}`)), maxWait);
			}),
		{ texts, after, maxWait: MAX_WAIT_MS },
	);
}
