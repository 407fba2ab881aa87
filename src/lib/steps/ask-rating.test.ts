import { expect, test } from 'vitest';
import { askRating } from './ask-rating';
import { contextWith, conversation, NOW, said } from './step.test-kit';

const params = { ...askRating.initial(), text: 'How was it?' };
const rated = (score: number) => said({ type: 'conversationRated', conversation, score });

test('W-STP-05: asks, and waits for the rating or for its time', () => {
	expect(askRating.enter(params, contextWith())).toMatchObject({
		effects: [{ type: 'promptShown', input: { kind: 'rating', scale: 5 } }],
		park: { until: NOW + params.timeoutMs, prompt: 0 },
	});
	expect(askRating.resume?.(params, rated(4), contextWith())).toEqual({ leave: 'rated' });
	expect(askRating.resume?.(params, { timer: true }, contextWith())).toMatchObject({
		leave: 'unrated',
	});
});

test('case 43: more points than there are is no rating', () => {
	expect(askRating.resume?.(params, rated(9), contextWith())).toBeUndefined();
});

test('E-25: does not ask twice', () => {
	const bodies = [{ type: 'conversationRated', conversation, score: 5 } as const];
	expect(askRating.enter(params, contextWith({ bodies }))).toEqual({ leave: 'rated' });
});
