import { expect, test } from 'vitest';
import { m } from '../../i18n/paraglide/messages';
import { NOBODY } from '../../read/names';
import { takenBackWords } from './taken-back-words';

const teammate = (id: string, name: string) => ({ id, name, role: 'agent' as const });
const desk = {
	me: { id: 'agt_me' },
	workspace: {
		teammates: {
			agt_me: teammate('agt_me', 'Me'),
			agt_eva: teammate('agt_eva', 'Eva'),
		},
	},
};
const customer = 'Ana';

test('E-26: what is told is who has the conversation now, and not who had it then', () => {
	expect(takenBackWords({ assignee: 'agt_eva', name: customer }, desk)).toBe(
		m.shell_taken_back({ customer, name: 'Eva' }),
	);
});

test('E-26: nothing is told of what is mine again', () => {
	expect(takenBackWords({ assignee: 'agt_me', name: customer }, desk)).toBeUndefined();
});

test('E-26: nobody is named where nobody has it, or nobody knows', () => {
	const unnamed = m.shell_taken_back_nobody({ customer });
	expect(takenBackWords({ assignee: NOBODY, name: customer }, desk)).toBe(unnamed);
	expect(takenBackWords({ assignee: NOBODY, email: customer }, desk)).toBe(unnamed);
	expect(takenBackWords(undefined, desk)).toBe(
		m.shell_taken_back_nobody({ customer: m.shell_visitor() }),
	);
});
