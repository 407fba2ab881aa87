import { expect, test } from 'vitest';
import { problemText } from '../engine/problem-text';
import { asLive, rehearse } from '../engine/rehearsal';
import { validate } from '../engine/validate';
import type { Author } from '../model/event';
import { WorkflowDefinition } from '../model/workflow';
import { emptyWorkspace, Locale, type Workspace } from '../model/workspace';
import { classifyAndAssign } from './classify-and-assign';
import { askForRating } from './ask-for-rating';
import { templates } from './index';

const locales = Locale.options;
const filled = {
	returnsTeam: 'team_returns',
	supportTeam: 'team_support',
	returnsTag: 'tag_return',
};
const customer: Author = { kind: 'contact', id: 'con_1' };
const agent: Author = { kind: 'teammate', id: 'tea_ben' };
const conversation = 'cnv_1';

function workspace(): Workspace {
	return {
		...emptyWorkspace(),
		name: 'Relevo',
		teammates: {
			tea_ana: { id: 'tea_ana', name: 'Ana', role: 'agent' },
			tea_ben: { id: 'tea_ben', name: 'Ben', role: 'agent' },
		},
		teams: {
			team_returns: { id: 'team_returns', name: 'Returns', members: ['tea_ana', 'tea_ben'] },
			team_support: { id: 'team_support', name: 'Support', members: ['tea_ben'] },
		},
		tags: { tag_return: { id: 'tag_return', name: 'return' } },
	};
}

test.each(templates.flatMap((template) => locales.map((locale) => ({ template, locale }))))(
	'$template.id in $locale can be set live once its placeholders are filled (W-TPL)',
	({ template, locale }) => {
		const definition = template.definition(locale, filled);
		expect(WorkflowDefinition.parse(definition)).toEqual(definition);
		expect(validate(definition, workspace())).toEqual([]);
		expect(template.text[locale].title).not.toBe('');
		for (const { name } of template.placeholders) expect(name[locale]).not.toBe('');
	},
);

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
		asLive('wf_classify', classifyAndAssign.definition('es', filled)),
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
	expect(now()).toMatchObject({ tags: ['tag_return'], team: 'team_returns', teammate: 'tea_ana' });
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
