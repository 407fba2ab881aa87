import { expect, test } from 'vitest';
import { MAX_BEATS, MAX_STAGE_TAGS, readStory, Scenario } from './scenario';

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

test('what is saved can be read, or it is said what there is too much of', () => {
	const story = Scenario.parse(told([{ move: { do: 'skips' }, sights: [] }]));
	const [beat] = story.beats;
	expect(readStory(story)).toEqual({ ok: true, value: story });
	const tags = Array.from({ length: MAX_STAGE_TAGS + 1 }, (_, i) => `tag_${String(i)}`);
	expect(readStory({ ...story, stage: { startAt: 0, tags } })).toMatchObject({
		problem: { kind: 'tooManyTags' },
	});
	const beats = Array.from({ length: MAX_BEATS + 1 }, () => beat!);
	expect(readStory({ ...story, beats })).toMatchObject({ problem: { kind: 'tooManyMoves' } });
	const long = [{ move: { do: 'says' as const, text: 'x'.repeat(10_001) }, sights: [] }];
	expect(readStory({ ...story, beats: long })).toMatchObject({ problem: { kind: 'unreadable' } });
});
