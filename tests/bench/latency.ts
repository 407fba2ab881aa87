import type { Browser, Frame, Page } from '@playwright/test';
import type { RelayProcess } from '../e2e/relay';
import { Teammate } from '../e2e/teammate';
import { Visitor } from '../e2e/visitor';
import { Watch } from '../e2e/watch';
import { type Measure, NAMED_FUNCTIONS, quantile } from './measure';
import { onStage } from './stage';

/** The targets that it speaks of. */
export const targets = ['P3', 'P4'];

const ROUNDS = 25;

/**
 * From the key that sends to what people see, against a real relay on this machine. A bubble is
 * drawn from committed rows alone, so that the moment it appears is also the moment it is saved.
 */
export function measureLatency(): Promise<Measure[]> {
	return onStage(measure);
}

async function measure(browser: Browser, relay: RelayProcess): Promise<Measure[]> {
	const agent = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	const visitor = await Visitor.arrive(await browser.newContext({ locale: 'es-CL' }), relay);
	await visitor.writeFirst('hola');
	await agent.view('all');
	await agent.openConversation('hola');
	for (const place of [agent.page, visitor.frame]) await place.evaluate(NAMED_FUNCTIONS);

	// The visitor is there: "seen" may follow so soon that "sent" is never drawn.
	const deliveries = ['sent', 'seen'].map((how) => agent.say(`inbox_delivery_${how}`));
	const bubble: number[] = [];
	const sent: number[] = [];
	const arrival: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const text = `respuesta número ${round}`;
		const appears = appearance(agent.page, [text]);
		const delivered = appearance(agent.page, deliveries, text);
		const pressed = keyPress(agent.page);
		await agent.reply(text);
		bubble.push((await appears) - (await pressed));
		sent.push((await delivered) - (await pressed));

		const question = `pregunta número ${round}`;
		const arrives = appearance(agent.page, [question]);
		const asked = keyPress(visitor.frame);
		await visitor.write(question);
		arrival.push((await arrives) - (await asked));
	}
	return [
		p95('P3 key press to own bubble, saved', bubble, { id: 'P3', atMost: 50 }),
		p95('P3 key press to sent', sent, { id: 'P3', atMost: 100 }),
		p95('P4 visitor’s key press to the agent’s screen', arrival, { id: 'P4', atMost: 100 }),
	];
}

function p95(name: string, samples: number[], target: Measure['target']): Measure {
	const value = Number(quantile(samples, 0.95).toFixed(1));
	return target ? { name, value, unit: 'ms p95', target } : { name, value, unit: 'ms p95' };
}

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
		({ texts, after }) =>
			new Promise<number>((resolve) => {
				const look = () => {
					const words = document.querySelector('[role=log]')?.textContent ?? '';
					const from = after === '' ? 0 : words.lastIndexOf(after);
					if (from < 0 || !texts.some((text) => words.includes(text, from))) return;
					observer.disconnect();
					resolve(performance.timeOrigin + performance.now());
				};
				const observer = new MutationObserver(look);
				observer.observe(document, { childList: true, subtree: true, characterData: true });
			}),
		{ texts, after },
	);
}
