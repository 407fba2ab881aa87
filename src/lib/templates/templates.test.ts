import { expect, test } from 'vitest';
import { MINUTE } from '../base/clock';
import { problemText } from '../engine/problem-text';
import { asLive, rehearse } from '../engine/rehearsal';
import { play, type Rehearsed } from '../engine/play';
import { beatsOf, runScenario } from '../engine/scenario';
import { validate } from '../engine/validate';
import { validateWorkspace } from '../engine/validate-workspace';
import type { Author } from '../model/event';
import { type Move, Scenario } from '../model/scenario';
import { WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace, Locale, type Workspace } from '../model/workspace';
import { classifyAndAssign } from './classify-and-assign';
import { askForRating } from './ask-for-rating';
import { closeAndResumeBot, markAsSpam } from './at-hand';
import { chatMenu } from './chat-menu';
import { templates } from './index';
import type { Filled, WorkflowTemplate } from './template';
import { newOrReturning } from './welcome';

const locales = Locale.options;
const customer: Author = { kind: 'contact', id: 'con_1' };
const agent: Author = { kind: 'teammate', id: 'tea_ben' };
const conversation = 'cnv_1';

/** Everything that templates speak of exists, under the name of its placeholder. */
function filledBy({ placeholders, companions = [] }: WorkflowTemplate): Filled {
	const named = placeholders.map(({ id, kind }) => [
		id,
		kind === 'teammate' ? agent.id : `${kind}_${id}`,
	]);
	return Object.fromEntries([...named, ...companions.map(({ id }) => [id, `wf_${id}`])]);
}

function workspace(template: WorkflowTemplate = classifyAndAssign): Workspace {
	const filled = filledBy(template);
	const named = (kind: string) =>
		template.placeholders
			.filter((placeholder) => placeholder.kind === kind)
			.map(({ id }) => ({ id: filled[id] ?? '', name: id }));
	const members = ['tea_ana', 'tea_ben'];
	const entry = { createdAt: 0, createdBy: 'tea_ana', order: 1 };
	return {
		...emptyWorkspace(),
		name: 'Relevo',
		teammates: {
			tea_ana: { id: 'tea_ana', name: 'Ana', role: 'agent' },
			tea_ben: { id: 'tea_ben', name: 'Ben', role: 'agent' },
		},
		teams: Object.fromEntries(named('team').map((team) => [team.id, { ...team, members }])),
		tags: Object.fromEntries(named('tag').map((tag) => [tag.id, tag])),
		workflows: Object.fromEntries(
			(template.companions ?? []).map(({ id }) => [
				`wf_${id}`,
				{ ...entry, id: `wf_${id}`, title: id },
			]),
		),
	};
}

/** The template and what it brings along, as a rehearsal takes them. */
function rehearsed(template: WorkflowTemplate, locale: Locale): Rehearsed {
	const filled = filledBy(template);
	return {
		workflow: 'wf_main',
		definition: template.definition(locale, filled),
		workspace: { ...workspace(template), locale },
		live: (template.companions ?? []).map((companion) =>
			asLive(`wf_${companion.id}`, companion.definition(locale, filled)),
		),
	};
}

const cases = templates.flatMap((template) => locales.map((locale) => ({ template, locale })));

test.each(cases)(
	'$template.id in $locale can be set live once its placeholders are filled (W-TPL)',
	({ template, locale }) => {
		const { definition, live } = rehearsed(template, locale);
		for (const one of [definition, ...live.map((companion) => companion.definition)]) {
			expect(WorkflowDefinition.parse(one)).toEqual(one);
			expect(validate(one, workspace(template))).toEqual([]);
		}
		const all = [{ workflow: 'wf_main', definition }, ...live];
		expect(validateWorkspace(all).problems).toEqual([]);
		expect(template.text[locale].title).not.toBe('');
		for (const { name } of template.placeholders) expect(name[locale]).not.toBe('');
	},
);

test.each(cases)('$template.id in $locale does what its stories tell', ({ template, locale }) => {
	const scenarios = template.scenarios(locale, filledBy(template));
	expect(scenarios.length).toBeGreaterThan(0);
	for (const scenario of scenarios) {
		expect(Scenario.parse(scenario)).toEqual(scenario);
		expect(runScenario(rehearsed(template, locale), scenario)).toEqual([]);
	}
	const told = scenarios.flatMap(({ beats }) => beats.flatMap(({ sights }) => sights));
	expect(told.length, 'a story in which nothing happens proves nothing').toBeGreaterThan(0);
	expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
});

test.each<[rows: string, template: string, trigger: string, ...steps: string[]]>([
	['W-TPL-01', 'classify-and-assign', 'first-message', 'collect-data', 'branches', 'assign'],
	['W-TPL-02', 'collect-lead-data', 'first-message', 'collect-data'],
	['W-TPL-03', 'support-button', 'clicks-element', 'reply-buttons', 'assign'],
	['W-TPL-04, WFX-08', 'direct-to-team', 'first-message', 'branches', 'assign'],
	['W-TPL-05', 'tag-keywords', 'any-message', 'apply-rules'],
	['W-TPL-06', 'follow-up-inactive', 'customer-unresponsive', 'message', 'wait', 'close'],
	['W-TPL-07', 'show-reply-time', 'first-message', 'expected-reply-time'],
	['W-TPL-08', 'answer-mail', 'first-message', 'expected-reply-time'],
	['W-TPL-09', 'ask-for-rating', 'state-changed', 'ask-rating'],
	['W-TPL-10', 'self-service', 'opens-messenger', 'reply-buttons', 'message'],
	['W-TPL-11', 'chat-menu', 'first-message', 'reply-buttons', 'trigger-workflow'],
	['W-TPL-12, A-03, WFX-04', 'assign-in-turns', 'first-message', 'assign'],
	['W-TPL-13, A-04, WFX-04', 'assign-least-open', 'first-message', 'assign'],
	['W-TPL-14, A-12', 'assign-and-release', 'first-message', 'assign', 'unassign'],
	['W-TPL-15', 'welcome-message', 'opens-messenger', 'message', 'collect-data'],
	['W-TPL-15, WFX-06', 'away-message', 'first-message', 'message'],
	['W-TPL-15', 'route-by-shift', 'first-message', 'date-time', 'assign'],
	['W-TPL-15', 'new-or-returning', 'first-message', 'branches'],
	['W-TPL-15', 'vip-first', 'first-message', 'branches', 'priority'],
	['W-TPL-15', 'route-by-language', 'first-message', 'branches', 'assign'],
	['W-TPL-15', 'privacy-consent', 'first-message', 'reply-buttons', 'tag-contact'],
	['W-TPL-15', 'mark-as-spam', 'shortcut', 'tag', 'close'],
	['W-TPL-15', 'escalate', 'teammate-unresponsive', 'priority', 'assign'],
	['W-TPL-15', 'pass-on-shift', 'shortcut', 'note', 'unassign', 'assign'],
	['W-TPL-15', 'simple-menu', 'first-message', 'reply-buttons', 'assign'],
	['W-TPL-16', 'assign-in-turns', 'first-message', 'message'],
	['W-TPL-16', 'assign-least-open', 'first-message', 'message'],
	['WFX-01', 'close-and-resume-bot', 'shortcut', 'close', 'tag-contact'],
	['WFX-02', 'assign-to-person', 'first-message', 'assign'],
	['A-10, WFX-03', 'assign-by-topic', 'first-message', 'reply-buttons', 'assign'],
	['WFX-05', 'introduce-agent', 'first-message', 'assign', 'message'],
	['WFX-07', 'assign-within-limits', 'first-message', 'assign', 'message'],
])('%s: %s starts with %s and has the steps of its row', (_rows, id, trigger, ...steps) => {
	const template = templates.find((one) => one.id === id);
	const brought = template?.companions?.map(({ definition }) => definition('es')) ?? [];
	const definition = template?.definition('es');
	expect(definition?.trigger.kind).toBe(trigger);
	const nodes = [definition, ...brought].flatMap((one) => Object.values(one?.nodes ?? {}));
	expect(nodes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(steps));
});

test.each<[rows: string, template: string, params: Record<string, unknown>]>([
	['W-TPL-12, A-03', 'assign-in-turns', { logic: 'round-robin', onlineOnly: true }],
	['W-TPL-13, A-04', 'assign-least-open', { logic: 'least-open' }],
	['W-TPL-14', 'assign-and-release', { logic: 'round-robin' }],
	['A-10, WFX-03', 'assign-by-topic', { to: 'team-member', logic: 'round-robin' }],
	['WFX-07', 'assign-within-limits', { onlineOnly: true, maxOpen: 5 }],
])('%s: %s gives it to whom its row says', (_rows, id, params) => {
	const nodes = Object.values(templates.find((one) => one.id === id)?.definition('es').nodes ?? {});
	expect(nodes.find(({ kind }) => kind === 'assign')?.params).toMatchObject(params);
});

test('W-TPL-15: what is marked as spam is closed, and its sender is asked for no rating', () => {
	const live = [
		asLive('wf_spam', markAsSpam.definition('en', filledBy(markAsSpam))),
		asLive('wf_rating', askForRating.definition('en')),
	];
	const world = workspace(markAsSpam);
	const stage = rehearse({ contact: 'con_1', workspace: world, live, startAt: 1e12 });
	stage.write(customer, { type: 'messageSent', conversation, text: 'Earn money from home' });
	stage.write(agent, { type: 'shortcutUsed', conversation, workflow: 'wf_spam' });
	const closed = stage.state().conversations[conversation];
	expect(closed).toMatchObject({ state: 'closed', tags: ['tag_spam'], prompts: [] });
	stage.write(agent, { type: 'conversationReopened', conversation });
	stage.write(agent, { type: 'messageSent', conversation, text: 'It was none' });
	stage.write(agent, { type: 'conversationClosed', conversation });
	expect(stage.state().conversations[conversation]?.prompts).toHaveLength(1);
});

test('WFX-01: a workflow that leaves the tag out is silent until the bot is switched on', () => {
	const filled = filledBy(closeAndResumeBot);
	const [pause] = closeAndResumeBot.companions ?? [];
	const rules = [{ field: 'contact.tags', operator: 'isNoneOf', value: ['tag_paused'] }];
	const greet = newOrReturning.definition('en');
	const live = [
		asLive('wf_resume', closeAndResumeBot.definition('en', filled)),
		asLive('wf_pause', pause?.definition('en', filled) ?? greet),
		asLive('wf_greet', {
			...greet,
			settings: { ...greet.settings, audience: { match: 'all', rules } },
		}),
	];
	const world = workspace(closeAndResumeBot);
	const stage = rehearse({ contact: 'con_1', workspace: world, live, startAt: 1e12 });
	const greeted = () =>
		stage.events.filter(({ by, type }) => by.kind === 'engine' && type === 'messageSent').length;
	const use = (workflow: string) => {
		stage.sleep(MINUTE);
		stage.write(agent, { type: 'shortcutUsed', conversation, workflow });
		stage.sleep(MINUTE);
	};
	const writesAnew = (id: string) =>
		stage.write(customer, { type: 'messageSent', conversation: id, text: 'Hello' });
	writesAnew(conversation);
	expect(greeted()).toBe(1);
	use('wf_pause');
	writesAnew('cnv_2');
	expect(greeted()).toBe(1);
	use('wf_resume');
	writesAnew('cnv_3');
	expect(greeted()).toBe(2);
});

test('no two templates have one name', () => {
	for (const locale of locales) {
		const titles = templates.map(({ text }) => text[locale].title);
		expect(new Set(titles).size).toBe(titles.length);
	}
	expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
});

test('the menu of several levels is gone round five times, and left for a person (W-TPL-11)', () => {
	const round = (['product', 'service', 'about', 'product', 'service'] as const).flatMap(
		(entry, index): Move[] => [
			{ do: 'presses', option: entry },
			{ do: 'presses', option: index % 2 ? 'first' : 'second' },
			index === 2 ? { do: 'says', text: 'menu' } : { do: 'presses', option: 'back' },
		],
	);
	const moves: Move[] = [
		{ do: 'says', text: 'hello' },
		...round,
		{ do: 'presses', option: 'talk' },
	];
	const menu = rehearsed(chatMenu, 'en');
	const beats = beatsOf(play(menu, { startAt: 1e12 }, moves));
	const asked = beats.map(({ sights }) => sights.at(-1));
	const main = asked[0];
	expect(main).toMatchObject({ saw: 'question', text: 'How can we help?' });
	for (let time = 1; time <= 5; time++) expect(asked[time * 3]).toEqual(main);
	expect(beats.at(-1)?.sights).toContainEqual({
		saw: 'assigned',
		team: 'team_sales',
		teammate: 'somebody',
	});
});

test('an unfilled placeholder is a problem that names its step and what is missing (E-03)', () => {
	const problems = validate(classifyAndAssign.definition('es'), workspace());
	expect(problems.map(({ node, code }) => `${node}:${code}`)).toEqual([
		'tag:noTags',
		'support:noTeam',
		'returns:noTeam',
	]);
	for (const { ofKind, code } of problems) expect(ofKind ?? problemText.es[code]).toBeTruthy();
});

test('the story: a return is classified, assigned by turns, taken over by a person and rated', () => {
	const live = [
		asLive('wf_classify', classifyAndAssign.definition('es', filledBy(classifyAndAssign))),
		asLive('wf_rating', askForRating.definition('es')),
	];
	const stage = rehearse({ contact: 'con_1', workspace: workspace(), live, startAt: 1e12 });
	const now = () => stage.state().conversations[conversation];
	stage.write(customer, { type: 'messageSent', conversation, text: 'quiero una devolución' });
	const topic = now()?.prompts[0];
	expect(topic?.text).toBe('¿De qué se trata?');
	stage.write(customer, {
		type: 'buttonPressed',
		conversation,
		prompt: topic?.id ?? '',
		option: 'returns',
	});
	const email = now()?.prompts[0];
	expect(email?.input.kind).toBe('form');
	stage.write(customer, {
		type: 'answersGiven',
		conversation,
		prompt: email?.id ?? '',
		answers: { email: 'ana@example.org' },
	});
	expect(now()).toMatchObject({
		tags: ['tag_returnsTag'],
		team: 'team_returnsTeam',
		teammate: 'tea_ana',
	});
	const note = stage.events.find(({ type }) => type === 'noteAdded');
	expect(note).toMatchObject({ text: 'Tema: Una devolución. Correo: ana@example.org' });
	const [classify] = Object.values(stage.state().runs);
	expect(classify?.park?.node).toBe('rest');

	stage.write(agent, { type: 'messageSent', conversation, text: 'Claro que sí' });
	expect(Object.values(stage.state().runs)[0]?.ended?.reason).toBe('teammateReplied');
	stage.write(agent, { type: 'conversationClosed', conversation });
	const rating = now()?.prompts[0];
	expect(rating?.input).toEqual({ kind: 'rating', scale: 5 });
	stage.write(customer, {
		type: 'conversationRated',
		conversation,
		prompt: rating?.id ?? '',
		score: 5,
	});
	expect(now()).toMatchObject({ state: 'closed', rating: { score: 5 }, prompts: [] });
	expect(Object.values(stage.state().runs).every((run) => run.ended)).toBe(true);
});
