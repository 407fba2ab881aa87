import { expect, test } from 'vitest';
import { handlesOf } from './canvas-items';
import type { GraphStep } from './graph';
import { NODE_WIDTH } from './layout';

const step: GraphStep = {
	id: 'ask',
	kind: 'reply-buttons',
	group: 'route',
	title: 'Ask',
	summary: 'Which?',
	ports: [
		{ id: 'yes', label: 'Yes', target: undefined },
		{ id: 'no', label: 'No', target: undefined },
	],
};

test('edges leave from the middle of their rows, which are the last of a step (P14)', () => {
	const [into, yes, no] = handlesOf(step, 136).map(middle);
	expect(into).toEqual({ id: undefined, x: 0, y: 19 });
	expect(yes).toEqual({ id: 'yes', x: NODE_WIDTH - 1, y: 136 - 1 - 31 - 15.5 });
	expect(no).toEqual({ id: 'no', x: NODE_WIDTH - 1, y: 136 - 1 - 15.5 });
});

test('the only way out of a step leaves from its head, and nothing leads to the trigger', () => {
	const ports = step.ports.slice(0, 1);
	expect(
		handlesOf({ ...step, ports }, 90)
			.map(middle)
			.at(-1),
	).toMatchObject({ y: 19 });
	expect(handlesOf({ ...step, id: 'trigger', ports }, 90)).toHaveLength(1);
});

type Box = ReturnType<typeof handlesOf>[number] & { id?: string | null };

function middle({ id, x, y, width, height }: Box) {
	return { id, x: x + width / 2, y: y + height / 2 };
}
