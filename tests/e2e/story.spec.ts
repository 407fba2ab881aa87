import { type Browser, expect, test as base } from '@playwright/test';
import { invite, publishTemplate, setMembers } from './furnish';
import { RelayProcess } from './relay';
import { Teammate } from './teammate';
import { Visitor } from './visitor';
import { Watch } from './watch';
import { stopServiceWorker } from './worker';

/**
 * The main job, end to end: a customer writes, a live workflow answers, an agent takes over; then
 * the same with everything that can break in the middle, broken. Nothing lost, nothing twice.
 */
const HELLO = '¡Hola! Gracias por escribir a Tienda Andes.';
const TOPIC = '¿De qué se trata?';
const ANSWER = 'Hola, soy Tomás. Te envío la etiqueta de devolución ahora mismo.';

type Cast = { relay: RelayProcess; owner: Teammate; agent: Teammate; visitor: Visitor };
type Options = { runner: 'on' | 'off' };

const test = base.extend<Options & { watch: Watch; cast: Cast }>({
	runner: ['on', { option: true }],
	// Playwright reads what a fixture needs from this very pattern.
	// eslint-disable-next-line no-empty-pattern
	watch: async ({}, use) => {
		const watch = new Watch();
		await use(watch);
		await watch.end();
	},
	cast: async ({ browser, runner, watch }, use) => {
		const relay = await RelayProcess.launch({ runner });
		await use(await assemble(browser, relay, watch));
		await relay.stop();
	},
});

test('a customer writes, a live workflow answers, an agent takes over', async ({ cast }) => {
	const { agent, visitor } = cast;
	await visitor.writeFirst('quiero una devolución');
	await answerTheWorkflow(visitor);
	await conversationArrives(agent);
	await agent.reply(ANSWER);
	await expect(visitor.message(ANSWER)).toBeVisible();
	await expect(agent.page.getByText(agent.say('inbox_end_teammate_replied')).first()).toBeVisible();
	await closeAndRate(agent, visitor);
	await nothingTwice(cast);
});

test('the agent is offline in the middle: the reply waits, and is delivered once', async ({
	cast,
}) => {
	const { agent, visitor } = cast;
	await visitor.writeFirst('quiero una devolución');
	await answerTheWorkflow(visitor);
	await conversationArrives(agent);

	await agent.context.setOffline(true);
	await agent.reply(ANSWER);
	await expect(agent.thread.getByText(agent.say('inbox_delivery_saved'))).toBeVisible();
	await agent.page.reload();
	await expect(agent.thread.getByText(ANSWER)).toBeVisible();
	await expect(visitor.message(ANSWER)).toHaveCount(0);

	await agent.context.setOffline(false);
	await expect(visitor.message(ANSWER)).toBeVisible();
	await expect(agent.thread.getByText(agent.say('inbox_delivery_saved'))).toHaveCount(0);
	await closeAndRate(agent, visitor);
	await nothingTwice(cast);
});

test.describe('with no runner, so that a browser is the host', () => {
	test.use({ runner: 'off' });

	test('the service worker is killed between two steps', async ({ cast }) => {
		const { owner, agent, visitor } = cast;
		await visitor.writeFirst('quiero una devolución');
		await expect(visitor.message(TOPIC)).toBeVisible();
		await stopServiceWorker(owner.page);
		await stopServiceWorker(agent.page);
		await answerTheWorkflow(visitor);
		await conversationArrives(agent);
		await agent.reply(ANSWER);
		await expect(visitor.message(ANSWER)).toBeVisible();
		await closeAndRate(agent, visitor);
		await nothingTwice(cast);
	});
});

test('the relay is killed and restarted between two steps', async ({ cast }) => {
	const { agent, relay, visitor } = cast;
	await visitor.writeFirst('quiero una devolución');
	await expect(visitor.message(TOPIC)).toBeVisible();
	await relay.kill();
	await visitor.press('Una devolución');
	await relay.start();
	await giveEmail(visitor);
	await conversationArrives(agent);

	await relay.kill();
	await agent.reply(ANSWER);
	await expect(agent.thread.getByText(agent.say('inbox_delivery_saved'))).toBeVisible();
	await relay.start();
	await expect(visitor.message(ANSWER)).toBeVisible({ timeout: 30_000 });
	await closeAndRate(agent, visitor);
	await nothingTwice(cast);
});

/**
 * An owner who has set up the workspace, a teammate who joined by link, a visitor on another site.
 */
async function assemble(browser: Browser, relay: RelayProcess, watch: Watch): Promise<Cast> {
	const owner = await Teammate.setUp(browser, { relay, watch, locale: 'es' });
	const link = await invite(owner);
	const agent = await Teammate.join(browser, { link, name: 'Tomás Vera', watch, locale: 'es' });
	await publishTemplate(owner, { title: 'Clasificar y asignar', message: HELLO });
	await publishTemplate(owner, { title: 'Pedir una calificación al cerrar' });
	await setMembers(owner, { team: 'Devoluciones', members: ['Tomás Vera'] });
	await agent.view('all');

	const context = await browser.newContext({ locale: 'es-CL' });
	await watch.over(context);
	const visitor = await Visitor.arrive(context, relay);
	return { relay, owner, agent, visitor };
}

async function answerTheWorkflow(visitor: Visitor): Promise<void> {
	await expect(visitor.message(HELLO)).toBeVisible();
	await visitor.press('Una devolución');
	await giveEmail(visitor);
}

async function giveEmail(visitor: Visitor): Promise<void> {
	await visitor.fillForm('lucia@example.com');
}

/** Without a reload: tagged, given to the team's one member, with the note, and the run parked. */
async function conversationArrives(agent: Teammate): Promise<void> {
	await agent.view('mine');
	await agent.openConversation(/Una devolución|quiero una devolución|correo/);
	await expect(agent.row('devolución')).toBeVisible();
	await expect(
		agent.thread.getByText(/Tema: Una devolución. Correo: lucia@example.com/),
	).toBeVisible();
}

async function closeAndRate(agent: Teammate, visitor: Visitor): Promise<void> {
	await agent.page.getByRole('button', { name: agent.say('inbox_close') }).click();
	await visitor.rate(5);
	await expect(
		agent.thread.getByText(agent.say('inbox_rating', { score: '5', scale: '5' })),
	).toBeVisible();
}

/** Each thing that was said stands once on every screen. */
async function nothingTwice({ agent, visitor }: Cast): Promise<void> {
	for (const text of ['quiero una devolución', HELLO, TOPIC, ANSWER]) {
		await expect(visitor.message(text), text).toHaveCount(1);
		await expect(agent.thread.getByText(text, { exact: true }), text).toHaveCount(1);
	}
}
