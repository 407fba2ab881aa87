import type { Browser } from '@playwright/test';
import { bindDraft } from '../../src/lib/documents/draft-shape';
import { restoreDraft, spliceText } from '../../src/lib/documents/workflow-draft';
import { workflowRoom } from '../../src/lib/model/room';
import {
	defaultSettings,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../../src/lib/model/workflow';
import { stepKind } from '../../src/lib/steps';
import { Editor } from '../e2e/editor';
import type { RelayProcess } from '../e2e/relay';
import { Teammate } from '../e2e/teammate';
import { Watch } from '../e2e/watch';
import { openProvider, until } from '../relay-process';
import { type Measure, NAMED_FUNCTIONS, quantile } from './measure';
import { onStage } from './stage';
import { ownerToken } from '../e2e/owner-token';

/** The targets that it speaks of. */
export const targets = ['P14'];

const TEMPLATE = 'Clasificar y asignar';
const NODES = 200;
/** A menu and two steps behind each of its ways. */
const WAYS = 4;
const OPENINGS = 7;
const EDITS = 20;
const DRAGS = 4;

/** P14: a canvas of 200 steps, opened, dragged over, and edited by somebody else. */
export function measureCanvas(): Promise<Measure[]> {
	return onStage(measure);
}

async function measure(browser: Browser, relay: RelayProcess): Promise<Measure[]> {
	const agent = await Teammate.setUp(browser, { relay, watch: new Watch(), locale: 'es' });
	const { page } = agent;
	await page.evaluate(NAMED_FUNCTIONS);
	const editor = new Editor(agent);
	await editor.create(TEMPLATE);
	const workflow = new URL(page.url()).pathname.split('/').at(-1) ?? '';
	const room = workflowRoom(workflow);
	const { provider, doc } = openProvider(
		Number(new URL(relay.origin).port),
		room,
		await ownerToken(relay),
	);
	await until(() => provider.synced, 'the draft has come');
	const draft = bindDraft(doc, stepKind);
	restoreDraft(draft, large());
	await editor.step('Mensaje 0').waitFor();

	const openings: number[] = [];
	for (let opening = 0; opening < OPENINGS; opening++) {
		await agent.goTo('workflows');
		const card = page.getByRole('link', { name: TEMPLATE });
		await card.waitFor();
		const drawn = await page.evaluateHandle(watchForSteps);
		await card.click();
		openings.push(await drawn.evaluate(({ took }) => took));
	}

	const edits: number[] = [];
	for (let edit = 0; edit < EDITS; edit++) {
		const words = `Edición ${edit}.`;
		const seen = page.evaluate(appearance, words);
		// The page must be watching before there is anything to see.
		await page.evaluate(() => undefined);
		const start = performance.timeOrigin + performance.now();
		spliceText(draft, 'n0', 'text', { at: 0, remove: 0, insert: words });
		edits.push((await seen) - start);
	}

	const frames: number[] = [];
	for (let drag = 0; drag < DRAGS; drag++) {
		const box = await editor.step('Mensaje 0').boundingBox();
		if (!box) throw new Error('The first step is not on the screen.');
		await page.mouse.move(box.x + box.width / 2, box.y + 12);
		await page.mouse.down();
		const sampled = await page.evaluateHandle(sampleFrames);
		for (let move = 1; move <= 40; move++) {
			await page.mouse.move(box.x + box.width / 2 + move * 3, box.y + 12 + move * 2);
		}
		frames.push(...(await sampled.evaluate(({ stop }) => stop())));
		await page.mouse.up();
	}
	provider.destroy();
	const p95 = (samples: number[]) => Number(quantile(samples, 0.95).toFixed(1));
	const unit = 'ms p95';
	return [
		{
			name: `P14 open ${NODES} steps`,
			value: p95(openings),
			unit,
			target: { id: 'P14', atMost: 300 },
		},
		{ name: 'P14 remote edit', value: p95(edits), unit, target: { id: 'P14', atMost: 150 } },
		{ name: 'P14 drag, frame', value: p95(frames), unit, target: { id: 'P14', atMost: 20 } },
	];
}

/** Menus in a row, each with a message and a note behind every way. */
function large(): WorkflowDefinition {
	const nodes: Record<string, WorkflowNode> = {};
	for (let n = 0; n < NODES; n++) {
		const behind: Record<string, string> = n + WAYS < NODES ? { next: `n${n + WAYS}` } : {};
		nodes[`n${n}`] =
			n % 2 === 0
				? { kind: 'message', name: `Mensaje ${n}`, params: { text: `Texto ${n}` }, next: behind }
				: { kind: 'note', name: `Nota ${n}`, params: { text: `Nota ${n}` }, next: behind };
	}
	const options = Array.from({ length: WAYS }, (_, n) => ({ id: `w${n}`, label: `Camino ${n}` }));
	const initial = stepKind('reply-buttons')?.initial() ?? {};
	nodes.menu = {
		kind: 'reply-buttons',
		params: { ...initial, text: '¿Qué necesitas?', options },
		next: Object.fromEntries(options.map(({ id }, n) => [id, `n${n}`])),
	};
	return {
		format: 'relevo.workflow/1',
		// The list knows a workflow by the name that it was made with.
		title: TEMPLATE,
		trigger: { kind: 'first-message', params: {} },
		nodes,
		start: 'menu',
		settings: defaultSettings(),
	};
}

/** From the press of a link to the frame in which the first step is drawn. */
function watchForSteps(): { took: Promise<number> } {
	let start = 0;
	const heard = (event: Event) => (start ||= event.timeStamp);
	addEventListener('pointerdown', heard, { capture: true, once: true });
	const took = new Promise<number>((resolve) => {
		const observer = new MutationObserver(() => {
			if (!start || !document.querySelector('.svelte-flow__node')) return;
			observer.disconnect();
			requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
		});
		observer.observe(document, { childList: true, subtree: true });
	});
	return { took };
}

/** When the canvas first shows these words, on the clock that a machine's processes share. */
function appearance(words: string): Promise<number> {
	return new Promise((resolve) => {
		const observer = new MutationObserver(() => {
			if (!document.querySelector('.svelte-flow')?.textContent?.includes(words)) return;
			observer.disconnect();
			resolve(performance.timeOrigin + performance.now());
		});
		observer.observe(document, { childList: true, subtree: true, characterData: true });
	});
}

/** The time between one frame and the next, until it is told to stop. */
function sampleFrames(): { stop: () => number[] } {
	const frames: number[] = [];
	let last = performance.now();
	let isOn = true;
	requestAnimationFrame(function frame(now) {
		frames.push(now - last);
		last = now;
		if (isOn) requestAnimationFrame(frame);
	});
	return {
		stop() {
			isOn = false;
			return frames.slice(1);
		},
	};
}
