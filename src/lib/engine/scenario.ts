import type { DomainEvent } from '../model/event';
import { type Beat, type Move, type Scenario, SOMEBODY, type Sight } from '../model/scenario';
import { type Played, play, type Rehearsed } from './play';
import { canonicalJson } from '../model/version';

/** A beat of the story that no longer goes as it was saved. */
export type Difference = { beat: number; move: Move; expected: Sight[]; actual: Sight[] };

/** Empty: everything goes as it went when it was saved. */
export function runScenario(rehearsed: Rehearsed, { stage, beats }: Scenario): Difference[] {
	const played = play(
		rehearsed,
		stage,
		beats.map(({ move }) => move),
	);
	return beats.flatMap(({ move, sights: expected }, beat) => {
		const actual = sightsOf(played.turns[beat]?.events ?? []);
		return canonicalJson(expected) === canonicalJson(actual)
			? []
			: [{ beat, move, expected, actual }];
	});
}

export type FailingScenario = { scenario: Scenario; differences: Difference[] };

/** What publishing asks for: the saved stories that this draft would break. */
export function scenarioProblems(
	rehearsed: Rehearsed,
	scenarios: readonly Scenario[],
): FailingScenario[] {
	return scenarios
		.map((scenario) => ({ scenario, differences: runScenario(rehearsed, scenario) }))
		.filter(({ differences }) => differences.length > 0);
}

/** A story that was played, as it is saved. */
export function beatsOf({ turns }: Played): Beat[] {
	return turns.map(({ move, events }) => ({ move, sights: sightsOf(events) }));
}

/** What the workflow did, as somebody would notice it; its journal and ids are nobody's story. */
export function sightsOf(events: readonly DomainEvent[]): Sight[] {
	return events.flatMap((event) => (event.by.kind === 'engine' ? (sightOf(event) ?? []) : []));
}

function sightOf(event: DomainEvent): Sight | undefined {
	switch (event.type) {
		case 'messageSent':
			return { saw: 'message', text: event.text };
		case 'promptShown': {
			const { text, input } = event;
			const options =
				input.kind === 'buttons' ? input.options : input.kind === 'form' ? input.fields : [];
			return { saw: 'question', text, options: options.map(({ label }) => label) };
		}
		case 'noteAdded':
			return { saw: 'note', text: event.text };
		case 'closingNoteAdded':
			return { saw: 'note', text: [event.category, event.summary].filter(Boolean).join(': ') };
		case 'tagAdded':
		case 'tagRemoved':
			return {
				saw: event.type === 'tagAdded' ? 'tagged' : 'untagged',
				of: 'conversation',
				tag: event.tag,
			};
		case 'contactTagAdded':
		case 'contactTagRemoved':
			return {
				saw: event.type === 'contactTagAdded' ? 'tagged' : 'untagged',
				of: 'contact',
				tag: event.tag,
			};
		case 'conversationAssigned': {
			const { team, teammate, decision } = event;
			return {
				saw: 'assigned',
				...(team === undefined ? {} : { team }),
				...(teammate === undefined ? {} : { teammate: decision ? SOMEBODY : teammate }),
			};
		}
		case 'priorityChanged':
			return { saw: 'priority', priority: event.priority };
		case 'attributeChanged':
			return { saw: 'attribute', attribute: event.attribute, value: event.value };
		case 'ticketCreated':
			return { saw: 'ticket', ticketType: event.ticketType };
		case 'externalRequested':
			return { saw: 'external', kind: event.kind };
		case 'runEnded':
			return { saw: 'ended', reason: event.reason };
		default:
			return stateOf(event);
	}
}

function stateOf({ type }: DomainEvent): Sight | undefined {
	switch (type) {
		case 'conversationClosed':
			return { saw: 'state', state: 'closed' };
		case 'conversationSnoozed':
			return { saw: 'state', state: 'snoozed' };
		case 'conversationReopened':
		case 'conversationUnsnoozed':
			return { saw: 'state', state: 'open' };
		default:
			return undefined;
	}
}
