import { describe, expect, test } from 'vitest';
import { agent, CONVERSATION, type Stage, stage, step, workflow } from './stage.test-kit';

/** Words that people type, all the way through a run. */

const AGAIN = '?\n\nChoose one of the options.';
const option = (id: string, label: string) => ({ id, label });

describe('T-6: a button says what the customer read on it', () => {
	const options = [
		option('known', 'Use {{contact.email}}'),
		option('other', 'Use {{contact.phone | fallback: "another"}}'),
	];
	const echo = step('message', { text: 'You chose: {{run.reply}}' });
	const asked = (ask: ReturnType<typeof step>) => {
		const s = stage(workflow('wf_a', 'first-message', { ask, echo }));
		s.write(agent, email('ana@example.org'));
		s.says('hi');
		// It changes while the buttons are on the screen.
		s.write(agent, email('new@example.org'));
		return s;
	};
	const email = (value: string) =>
		({
			type: 'attributeChanged',
			conversation: CONVERSATION,
			subject: 'contact',
			attribute: 'email',
			value,
		}) as const;
	const steps = [
		[
			'reply-buttons',
			step('reply-buttons', { text: '?', options }, { known: 'echo', other: 'echo' }),
		],
		[
			'ask-question',
			step(
				'ask-question',
				{ text: '?', answer: 'choice', options: options.map((one) => ({ ...one, tag: null })) },
				{ next: 'echo' },
			),
		],
	] as const;

	test.each(steps)('%s, pressed', (_kind, ask) => {
		const s = asked(ask);
		s.presses('known');
		expect(s.said()).toEqual(['?', 'You chose: Use ana@example.org']);
	});

	test.each(steps)('%s, typed as it reads', (_kind, ask) => {
		const s = asked(ask);
		s.says('use ANA@example.org!');
		expect(s.said().at(-1)).toBe('You chose: Use ana@example.org');
		expect(s.run().variables.reply).toBe('Use ana@example.org');
	});

	test.each(steps)('%s, by a fallback', (_kind, ask) => {
		const s = asked(ask);
		s.says('Use another');
		expect(s.said().at(-1)).toBe('You chose: Use another');
	});

	test.each(steps)('%s does not know the raw template', (_kind, ask) => {
		const s = asked(ask);
		s.says('Use {{contact.email}}');
		expect(s.said()).toEqual(['?', AGAIN]);
	});
});

describe('T-9: words are never answered by silence', () => {
	const form = step(
		'collect-data',
		{
			text: 'Who are you?',
			fields: [
				{ attribute: 'name', required: true },
				{ attribute: 'email', required: true },
			],
		},
		{ next: 'thanks', failure: 'sorry' },
	);
	const ends = {
		thanks: step('message', { text: 'thanks' }),
		sorry: step('message', { text: 'sorry' }),
	};
	const asks = (s: Stage) =>
		s
			.ofType('promptShown')
			.map(({ input }) => input.kind === 'form' && input.fields.map(({ id }) => id));

	test('words at a form of two fields are asked again, and then take the failure path', () => {
		const s = stage(workflow('wf_a', 'first-message', { form, ...ends }));
		s.says('hi');
		s.says('I need a human');
		s.says('hello?');
		expect(asks(s)).toEqual(Array(3).fill(['name', 'email']));
		expect(s.run().ended).toBeUndefined();
		s.says('HELLO?');
		expect(s.said().at(-1)).toBe('sorry');
	});

	test('only for what is missing', () => {
		const s = stage(workflow('wf_a', 'first-message', { form, ...ends }));
		s.says('hi');
		s.answers({ name: 'Ana', email: 'ana' });
		s.says('what is wrong with it?');
		expect(asks(s)).toEqual([['name', 'email'], ['email'], ['email']]);
	});

	test('and the one thing that is missing can be typed', () => {
		const s = stage(workflow('wf_a', 'first-message', { form, ...ends }));
		s.says('hi');
		s.answers({ name: 'Ana' });
		s.says('ana@example.org');
		expect(s.said().at(-1)).toBe('thanks');
		expect(s.state().contact.attributes).toMatchObject({ name: 'Ana', email: 'ana@example.org' });
	});

	test('a form of things that may be left out is not done because somebody wrote', () => {
		const fields = ['name', 'phone'].map((attribute) => ({ attribute, required: false }));
		const optional = step('collect-data', { text: '?', fields }, { next: 'thanks' });
		const s = stage(workflow('wf_a', 'first-message', { optional, ...ends }));
		s.says('hi');
		s.says('one moment');
		expect(asks(s)).toEqual(Array(2).fill(['name', 'phone']));
		s.answers({});
		expect(s.said().at(-1)).toBe('thanks');
	});

	const options = [option('a', 'One'), option('b', 'Two')];
	const menu = (next: Record<string, string>) =>
		step('reply-buttons', { text: '?', options }, { a: 'thanks', b: 'thanks', ...next });

	test('three wrong texts at buttons take the failure path', () => {
		const s = stage(
			workflow('wf_a', 'first-message', { menu: menu({ failure: 'sorry' }), ...ends }),
		);
		s.says('hi');
		for (const text of ['what?', 'I do not know', '🤷']) s.says(text);
		expect(s.said()).toEqual(['?', AGAIN, AGAIN, 'sorry']);
	});

	test.each(['continue', 'stop'] as const)(
		'without one the team has it, and no button is taken for pressed (E-22, onFailure %s)',
		(onFailure) => {
			const s = stage(
				workflow(
					'wf_a',
					'first-message',
					{ menu: menu({}), ...ends },
					{ onFailure, typing: false },
				),
			);
			s.view().workspace.fallbackTeam = 'team_one';
			s.says('hi');
			for (const text of ['what?', 'I do not know', '🤷']) s.says(text);
			expect(s.said()).toEqual(['?', AGAIN, AGAIN]);
			expect(s.run().ended?.reason).toBe('failed');
			const conversation = s.state().conversations[CONVERSATION];
			expect(conversation).toMatchObject({ state: 'open', team: 'team_one', prompts: [] });
			expect(conversation?.composerReturnsAt).toBeUndefined();
		},
	);

	test('the same where a question has no path for those who are not understood', () => {
		const ask = step('ask-question', { text: 'How many?', answer: 'number' }, { next: 'thanks' });
		const s = stage(workflow('wf_a', 'first-message', { ask, ...ends }));
		s.view().workspace.fallbackTeam = 'team_one';
		s.says('hi');
		for (const text of ['many', 'lots', 'a few']) s.says(text);
		expect(s.run().ended?.reason).toBe('failed');
		expect(s.state().conversations[CONVERSATION]?.team).toBe('team_one');
	});
});
