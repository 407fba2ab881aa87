import { describe, expect, test } from 'vitest';
import { agent, CONVERSATION, stage, step, workflow } from './stage.test-kit';

/** Words that people type, all the way through a run. */

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
		expect(s.said()).toEqual(['?', '?']);
	});
});
