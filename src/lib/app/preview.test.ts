import { expect, test } from 'vitest';
import { byTimeThenId } from '../base/order';
import { emptyWorkspace } from '../model/workspace';
import { classifyAndAssign } from '../templates/classify-and-assign';
import { playStory } from './play-story';
import { asCustomerSees, movesOf } from './preview';

function rehearsed() {
	const definition = classifyAndAssign.definition('es');
	return { workflow: 'wfl_1', definition, workspace: emptyWorkspace(), live: [] };
}

test('W-LIFE-06: what is done in the previewed messenger is played in the story', () => {
	const { moves, opened } = movesOf([
		{ type: 'detailsGiven', details: { language: 'es' } },
		{ type: 'conversationStarted', conversation: 'cnv_0000000000000000frame' },
		{
			type: 'messageSent',
			conversation: 'cnv_0000000000000000frame',
			text: 'quiero una devolución',
		},
	]);
	expect(moves).toEqual([{ do: 'opens' }, { do: 'says', text: 'quiero una devolución' }]);
	expect(opened).toBe('cnv_0000000000000000frame');
	const { events } = playStory(rehearsed(), { startAt: 1_000_000 }, moves);
	const seen = asCustomerSees(events, opened);
	expect(seen.map(({ type }) => type)).toContain('promptShown');
	expect(
		new Set(seen.flatMap((event) => ('conversation' in event ? event.conversation : []))),
	).toEqual(new Set([opened]));
});

test('what is said beside a rating is said in the story too', () => {
	const rated = { type: 'conversationRated', conversation: 'cnv_1', prompt: 'ev_1', score: 2 };
	const { moves } = movesOf([{ ...rated, remark: 'too slow' }, rated]);
	expect(moves).toEqual([
		{ do: 'rates', score: 2, remark: 'too slow' },
		{ do: 'rates', score: 2 },
	]);
});

test('an answer stands below its question, though the clock stands still', () => {
	const { events } = playStory(rehearsed(), { startAt: 1_000_000 }, [
		{ do: 'says', text: 'hola' },
		{ do: 'presses', option: 'returns' },
	]);
	const seen = asCustomerSees(events).sort(byTimeThenId);
	const places = ['promptShown', 'buttonPressed'].map((type) =>
		seen.findIndex((event) => event.type === type),
	);
	expect(places[0]).toBeGreaterThan(0);
	expect(places[1]).toBeGreaterThan(places[0] ?? 0);
});

test('P1: notes, tags and the journal are not among what the customer sees', () => {
	const moves = [
		{ do: 'says' as const, text: 'hola' },
		{ do: 'notes' as const, text: 'canary' },
	];
	const { events } = playStory(rehearsed(), { startAt: 1_000_000 }, moves);
	expect(JSON.stringify(events)).toContain('canary');
	expect(events.some(({ type }) => type === 'runStarted')).toBe(true);
	const seen = asCustomerSees(events);
	expect(JSON.stringify(seen)).not.toContain('canary');
	expect(seen.some(({ type }) => type === 'runStarted' || type === 'runAdvanced')).toBe(false);
});

test('a frame that says what is no event is not listened to', () => {
	expect(movesOf([{ type: 'messageSent', conversation: 'cnv_1' }, 7])).toEqual({
		moves: [],
		opened: undefined,
	});
	expect(
		movesOf([{ type: 'conversationClosed', conversation: 'cnv_00000000000000' }]).moves,
	).toEqual([]);
});
