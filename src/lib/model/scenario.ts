import { DAY } from '../base/clock';
import { AttributeValue, MAX_TEXT_LENGTH, Priority, RunEndReason } from './event';
import { Id, Key } from './identifier';
import { fail, ok, type Result } from '../base/result';
import { z } from './schema';
import { Locale, ReplyTime } from './workspace';

/**
 * A story that somebody played in the simulator, and what came of it: played again before every
 * publish, so that a change which breaks it is noticed by its author and not by a customer.
 */

const Text = z.string().check(z.maxLength(MAX_TEXT_LENGTH));
const Name = z.string().check(z.maxLength(200));
const Answers = z.record(Key.check(z.maxLength(64)), AttributeValue);

/** Longer than any step waits, and short enough to be counted through. */
const MAX_WAIT_MS = 366 * DAY;
export const MAX_BEATS = 100;
const MAX_SIGHTS = 100;
export const MAX_STAGE_TAGS = 20;
/** More than these are not played within the blink that publishing may take. */
export const MAX_SCENARIOS = 50;

/** What one side does, or the clock. */
export const Move = z.discriminatedUnion('do', [
	/** The customer. */
	z.object({ do: z.literal('opens') }),
	z.object({ do: z.literal('says'), text: Text }),
	/** `label`: what stood on the button, for those who read the story. */
	z.object({ do: z.literal('presses'), option: Name, label: z.optional(Name) }),
	z.object({ do: z.literal('answers'), answers: Answers }),
	z.object({
		do: z.literal('rates'),
		score: z.int().check(z.gte(1), z.lte(10)),
		remark: z.optional(Text),
	}),
	/** What the workflow waits for on the customer's page happens. */
	z.object({ do: z.literal('meetsPage') }),
	/** The team. */
	z.object({ do: z.literal('replies'), text: Text }),
	z.object({ do: z.literal('notes'), text: Text }),
	z.object({ do: z.literal('takes') }),
	z.object({ do: z.literal('closes') }),
	z.object({ do: z.literal('reopens') }),
	z.object({ do: z.literal('shortcut'), answers: z.optional(Answers) }),
	/** For what no event starts: somebody, or another workflow, starts it. */
	z.object({ do: z.literal('starts') }),
	/** Everybody comes online, or leaves. */
	z.object({ do: z.literal('staffs'), online: z.boolean() }),
	/** The clock: a time span, or to whatever time brings next. */
	z.object({ do: z.literal('waits'), forMs: z.number().check(z.gte(0), z.lte(MAX_WAIT_MS)) }),
	z.object({ do: z.literal('skips') }),
]);
export type Move = z.infer<typeof Move>;

/** One thing that the workflow does, as a customer or a teammate would notice it. */
export const Sight = z.discriminatedUnion('saw', [
	z.object({ saw: z.literal('message'), text: Text }),
	/** `options`: labels of buttons, or of the fields of a form. */
	z.object({
		saw: z.literal('question'),
		text: Text,
		options: z.array(Name).check(z.maxLength(20)),
	}),
	z.object({ saw: z.literal('note'), text: Text }),
	z.object({
		saw: z.enum(['tagged', 'untagged']),
		of: z.enum(['contact', 'conversation']),
		tag: Id,
	}),
	/** A teammate that a rule chose is `somebody`: who it is depends on who is there. */
	z.object({
		saw: z.literal('assigned'),
		team: z.optional(z.nullable(Id)),
		teammate: z.optional(z.nullable(Id)),
	}),
	z.object({ saw: z.literal('state'), state: z.enum(['open', 'snoozed', 'closed']) }),
	z.object({ saw: z.literal('priority'), priority: Priority }),
	z.object({ saw: z.literal('attribute'), attribute: Id, value: AttributeValue }),
	z.object({ saw: z.literal('ticket'), ticketType: Id }),
	/** What would leave the system (E-11). */
	z.object({ saw: z.literal('external'), kind: Name }),
	z.object({ saw: z.literal('ended'), reason: RunEndReason }),
]);
export type Sight = z.infer<typeof Sight>;

export const SOMEBODY = 'somebody';

/** The world in which a story begins: the workspace as it is, but for what is told here. */
export const Stage = z.object({
	startAt: z.number().check(z.gte(0)),
	/** What is known of the customer. */
	contact: z.optional(Answers),
	tags: z.optional(z.array(Id).check(z.maxLength(MAX_STAGE_TAGS))),
	/** Whether people are there now; they are back, or gone, an hour later. */
	open: z.optional(z.boolean()),
	replyTime: z.optional(ReplyTime),
	locale: z.optional(Locale),
	/** Who is in every team, by name: a story that names somebody must not depend on who is here. */
	people: z.optional(z.array(Name).check(z.maxLength(20))),
	/** Where the customer writes from; absent: the web. */
	channel: z.optional(z.string().check(z.maxLength(40))),
});
export type Stage = z.infer<typeof Stage>;

export const Beat = z.object({
	move: Move,
	sights: z.array(Sight).check(z.maxLength(MAX_SIGHTS)),
});
export type Beat = z.infer<typeof Beat>;

export const Scenario = z.object({
	id: Id,
	name: z.string().check(z.minLength(1), z.maxLength(120)),
	stage: Stage,
	beats: z.array(Beat).check(z.maxLength(MAX_BEATS)),
});
export type Scenario = z.infer<typeof Scenario>;

export type StoryProblem = {
	kind: 'tooManyStories' | 'tooManyMoves' | 'tooManyTags' | 'unreadable';
};

/** What is saved is what a story may be: anything else would be there and never be played. */
export function readStory(story: Scenario): Result<Scenario, StoryProblem> {
	const { data } = Scenario.safeParse(story);
	if (data) return ok(data);
	if (story.beats.length > MAX_BEATS) return fail('tooManyMoves');
	return (story.stage.tags ?? []).length > MAX_STAGE_TAGS
		? fail('tooManyTags')
		: fail('unreadable');
}
