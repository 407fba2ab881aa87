import { expect, test } from 'vitest';
import { emptyWorkspace } from '../../../model/workspace';
import { moveWords, sightWords } from './words';

const workspace = emptyWorkspace();
const [SARA, DANA] = ['\u2068سارة\u2069', '\u2068דנה\u2069'];

test('S-3: words from right to left stay apart from what stands beside them in a line', () => {
	expect(moveWords({ do: 'answers', answers: { name: 'سارة', age: 3, other: 'דנה' } })).toBe(
		`${SARA} · 3 · ${DANA}`,
	);
	expect(moveWords({ do: 'rates', score: 5, remark: 'سارة' })).toMatch(/· \u2068سارة\u2069$/);
	expect(moveWords({ do: 'notes', text: 'سارة (2)' })).toContain('\u2068سارة (2)\u2069');
	const question = { saw: 'question' as const, text: 'سارة?', options: ['דנה', 'No'] };
	expect(sightWords(question, workspace)).toBe(`\u2068سارة?\u2069 — ${DANA} · No`);
	expect(sightWords({ saw: 'note', text: 'סוף!' }, workspace)).toContain('\u2068סוף!\u2069');
});

test('S-3: other words stand in the line as they are', () => {
	const question = { saw: 'question' as const, text: 'Which?', options: ['A', 'B'] };
	expect(sightWords(question, workspace)).toBe('Which? — A · B');
});
