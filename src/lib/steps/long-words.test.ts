import { expect, test } from 'vitest';
import { MAX_TEXT_LENGTH } from '../model/event';
import { steps } from './index';
import { contextWith } from './step.test-kit';

/** A customer's comment as long as one may be, in an author's text. */
const COMMENT = Array.from({ length: 2_500 }, (_, i) => `palabra${i}`).join(' ');
const TEXT = 'Escribiste: {{run.comment}} ¿Es así?';
const filled = TEXT.replace('{{run.comment}}', COMMENT);

const WITH_TEXT = steps.filter(({ kind, initial }) => {
	const params = initial();
	return 'text' in params && kind !== 'send-email';
});

test.each(WITH_TEXT)('nothing that a variable makes too long is cut: $kind', (step) => {
	const context = contextWith();
	const long = {
		...context,
		// Whatever keeps a step from asking at all does not hold here.
		conversation: { ...context.conversation, lastHumanReplyAt: 1, state: 'open' as const },
		render: (text: string) => text.replace('{{run.comment}}', COMMENT),
	};
	const params = { ...step.initial(), text: TEXT };
	const outcome = step.enter(params as never, long as typeof context);
	const effects = 'effects' in outcome ? (outcome.effects ?? []) : [];
	const texts = effects.flatMap((effect) => ('text' in effect ? [String(effect.text)] : []));
	if (texts.length === 0) return expect(outcome).toSatisfy(isSilentOf(step.kind));
	expect(texts.length).toBeGreaterThan(1);
	for (const text of texts) expect(text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
	expect(texts.join(' ')).toContain(filled.slice(-200));
	expect(texts.join(' ').replace(/\s+/g, '')).toContain(filled.replace(/\s+/g, ''));
	if (!('park' in outcome)) return;
	const shown = effects.findIndex(({ type }) => type === 'promptShown');
	expect(outcome.park.prompt).toBe(shown);
	expect(effects.filter(({ type }) => type === 'promptShown')).toHaveLength(1);
	expect(shown).toBe(effects.length - 1);
});

/** A rating is asked for only where a person replied; a ticket's form needs its type. */
function isSilentOf(kind: string) {
	return () => ['ask-rating', 'send-ticket'].includes(kind);
}
