import { expect, test } from 'vitest';
import { Scenario } from './scenario';

const told = (beats: unknown[]) => ({
	id: 'scn_1',
	name: 'A return',
	stage: { startAt: 0 },
	beats,
});
const isReadable = (scenario: unknown) => Scenario.safeParse(scenario).success;

test('a story of both sides and the clock is read', () => {
	const beats = [
		{ move: { do: 'says', text: 'hi' }, sights: [{ saw: 'message', text: 'Hello!' }] },
		{ move: { do: 'waits', forMs: 60_000 }, sights: [] },
		{
			move: { do: 'replies', text: 'Here I am' },
			sights: [{ saw: 'ended', reason: 'teammateReplied' }],
		},
	];
	expect(Scenario.parse(told(beats))).toEqual(told(beats));
});

test('moves and sights that nobody knows, and stories without end, are refused', () => {
	const beat = { move: { do: 'skips' }, sights: [] };
	expect(isReadable(told([beat]))).toBe(true);
	expect(isReadable(told(Array.from({ length: 101 }, () => beat)))).toBe(false);
	expect(isReadable(told([{ ...beat, move: { do: 'explodes' } }]))).toBe(false);
	expect(isReadable(told([{ ...beat, sights: [{ saw: 'ghost' }] }]))).toBe(false);
	expect(isReadable(told([{ ...beat, move: { do: 'waits', forMs: -1 } }]))).toBe(false);
	expect(isReadable({ ...told([]), name: '' })).toBe(false);
});
