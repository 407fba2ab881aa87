import { expect, test } from 'vitest';
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
import { chatMenu } from './chat-menu';
import { templates } from './index';
import type { Filled, WorkflowTemplate } from './template';

const locales = Locale.options;
const customer: Author = { kind: 'contact', id: 'con_1' };
const agent: Author = { kind: 'teammate', id: 'tea_ben' };
const conversation = 'cnv_1';

/** Everything that templates speak of exists, under the name of its placeholder. */
function filledBy({ placeholders, companions = [] }: WorkflowTemplate): Filled {
	const named = placeholders.map(({ id, kind }) => [id, `${kind}_${id}`]);
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
