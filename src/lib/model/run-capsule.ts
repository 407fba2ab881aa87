import { byTimeThenId } from '../base/order';
import { fail, ok, type Result } from '../base/result';
import { foldContact } from './contact-state';
import { type DomainEvent, type Evidence, isUnknown, readEvent, type StepVisit } from './event';
import { Id } from './identifier';
import type { Run } from './run';
import { z } from './schema';
import { TicketType } from './ticket-type';
import { WorkflowDefinition } from './workflow';
import { AttributeSchema, Tag, Team, Teammate, type Workspace } from './workspace';

/**
 * One run in a file, to be looked at somewhere else: the version that it was bound to and what
 * happened around it.
 *
 * C1 Unless somebody chooses otherwise, nothing that a person wrote or is leaves with it: what is
 *    not known to be structure is blanked (`KEPT`), and contact and conversation get other names.
 * C2 A capsule is only ever looked at; nothing in it is stored or carried out.
 * C3 What is read is bounded, and a file that is not one of ours gives a list of what is wrong.
 */
export const CAPSULE_FORMAT = 'relevo.run/1' as const;
export const MAX_CAPSULE_BYTES = 2_000_000;
const MAX_EVENTS = 5_000;
/** Deeper nesting is no file of ours, and would cost whoever walks it. */
const MAX_DEPTH = 40;
const MAX_TOLD = 20;

export type Capsule = z.infer<typeof Capsule>;
const Capsule = z.object({
	format: z.literal(CAPSULE_FORMAT),
	exportedAt: z.number(),
	/** False: with the words and details of the customer. */
	redacted: z.boolean(),
	run: Id,
	contact: Id,
	version: z.optional(
		z.object({ workflow: Id, version: Id, number: z.int(), definition: WorkflowDefinition }),
	),
	events: z.array(z.looseObject({ id: Id })).check(z.maxLength(MAX_EVENTS)),
	/** What ids are called where it comes from. */
	names: z.object({
		teammates: z.record(z.string(), Teammate),
		teams: z.record(z.string(), Team),
		tags: z.record(z.string(), Tag),
		attributes: z.record(z.string(), AttributeSchema),
		ticketTypes: z._default(z.record(z.string(), TicketType), {}),
	}),
});

export type OpenCapsule = {
	run: Run;
	version: Capsule['version'];
	events: DomainEvent[];
	names: Capsule['names'];
	redacted: boolean;
	exportedAt: number;
};

/** One thing that is wrong with a file: a code, and the place in it. */
export type CapsuleProblem = {
	code: 'tooLarge' | 'notJson' | 'tooDeep' | 'notOurs' | 'newer' | 'invalid' | 'noRun';
	path?: string;
};

export function makeCapsule(
	from: {
		run: Run;
		version: Capsule['version'];
		events: readonly DomainEvent[];
		workspace: Workspace;
	},
	{ redacted, exportedAt }: { redacted: boolean; exportedAt: number },
): Capsule {
	const { run, version, workspace } = from;
	const events = from.events
		.filter((event) => isAbout(event, run))
		.sort(byTimeThenId)
		.slice(-MAX_EVENTS);
	const { teams, tags, attributes, ticketTypes } = workspace;
	const teammates = redacted ? {} : workspace.teammates;
	const capsule: Capsule = {
		format: CAPSULE_FORMAT,
		exportedAt,
		redacted,
		run: run.id,
		contact: run.contact,
		...(version ? { version: pick(version) } : {}),
		events: events.map((event) => ({ ...(redacted ? redact(event) : event), id: event.id })),
		names: { teammates, teams: withoutMembers(teams, redacted), tags, attributes, ticketTypes },
	};
	return redacted ? renamed(capsule, run) : capsule;
}

/** The names under which a redacted capsule speaks of the customer and the conversation. */
const SOMEBODY = 'con_redacted';
const SOMEWHERE = 'cnv_redacted';

export function readCapsule(text: string): Result<OpenCapsule> & { wrong?: CapsuleProblem[] } {
	const wrong = (...problems: CapsuleProblem[]) => ({
		...fail('notACapsule', { count: problems.length }),
		wrong: problems.slice(0, MAX_TOLD),
	});
	if (text.length > MAX_CAPSULE_BYTES) return wrong({ code: 'tooLarge' });
	if (depthOf(text) > MAX_DEPTH) return wrong({ code: 'tooDeep' });
	const raw = parseJson(text);
	if (raw === undefined) return wrong({ code: 'notJson' });
	const format = z.object({ format: z.string() }).safeParse(raw);
	if (!format.success || !format.data.format.startsWith('relevo.run/')) {
		return wrong({ code: 'notOurs' });
	}
	if (format.data.format !== CAPSULE_FORMAT) return wrong({ code: 'newer' });
	const parsed = Capsule.safeParse(raw);
	if (!parsed.success) {
		const { issues } = parsed.error;
		return wrong(...issues.map(({ path }) => ({ code: 'invalid' as const, path: path.join('.') })));
	}
	return open(parsed.data, wrong);
}

function open(
	capsule: Capsule,
	wrong: (...problems: CapsuleProblem[]) => Result<OpenCapsule> & { wrong: CapsuleProblem[] },
): Result<OpenCapsule> & { wrong?: CapsuleProblem[] } {
	const read = capsule.events.map((event) => readEvent(event.id, event));
	const unreadable = read.flatMap((event, index) =>
		isUnknown(event) ? [{ code: 'invalid' as const, path: `events.${index}` }] : [],
	);
	if (unreadable.length > 0) return wrong(...unreadable);
	const events = read.filter((event): event is DomainEvent => !isUnknown(event));
	const run = foldContact(capsule.contact, events).runs[capsule.run];
	if (!run || (capsule.version && capsule.version.version !== run.version)) {
		return wrong({ code: 'noRun' });
	}
	const { version, names, redacted, exportedAt } = capsule;
	return ok({ run, version, events, names, redacted, exportedAt });
}

/**
 * Members of events that are structure: ids, times, kinds, and what people chose among fixed
 * things. Everything else is words or data of a person until somebody puts it here.
 */
const KEPT = new Set(
	`id at by cause node visit type conversation run workflow version trigger triggeredAt chain
	caller start goalHeld byPerson wokenBy wokenAt steps because away park reason happenedAt prompt option
	team teammate decision tag priority channel until subject attribute key due expired rule kind
	score typing typingReturnsAt ticket ticketType ticketCategory from to chapter number stopRunning upTo input
	said seen`
		.trim()
		.split(/\s+/),
);

function redact(event: DomainEvent): Record<string, unknown> {
	const kept: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(event)) {
		kept[name] = KEPT.has(name) ? value : blank(value);
	}
	if (event.type === 'runAdvanced') kept.steps = event.steps.map(withoutActuals);
	if (event.type === 'runStarted' && event.because) kept.because = event.because.map(blankActual);
	if (event.type === 'promptShown') kept.input = blankInput(event.input);
	return kept;
}

/** Of the same shape, so that it can still be read. */
function blank(value: unknown): unknown {
	switch (typeof value) {
		case 'string':
			return '';
		case 'number':
			return 0;
		case 'boolean':
			return false;
		default:
			return value === null || value === undefined ? value : Array.isArray(value) ? [] : {};
	}
}

/** A failed step may quote what it was given; which deleted thing it pointed to may be told. */
function withoutActuals({ because, problem, ...visit }: StepVisit): StepVisit {
	return {
		...visit,
		...(because ? { because: because.map(blankActual) } : {}),
		...(problem === undefined ? {} : { problem: /^[\w:-]*$/.test(problem) ? problem : '' }),
	};
}

function blankActual({ actual, ...evidence }: Evidence): Evidence {
	return actual === undefined ? evidence : { ...evidence, actual: blank(actual) };
}

/** Labels were filled in with what is known of the customer. */
function blankInput(input: Extract<DomainEvent, { type: 'promptShown' }>['input']) {
	switch (input.kind) {
		case 'buttons':
			return { ...input, options: input.options.map(({ id }) => ({ id, label: '' })) };
		case 'form':
			return { ...input, fields: [] };
		case 'rating':
			return input;
	}
}

/** Who the customer is stands in every event, so names are changed in the finished text. */
function renamed(capsule: Capsule, { contact, conversation }: Run): Capsule {
	const names = new Map([
		[contact, SOMEBODY],
		[conversation, SOMEWHERE],
	]);
	const walk = (value: unknown): unknown => {
		if (typeof value === 'string') return names.get(value) ?? value;
		if (Array.isArray(value)) return value.map(walk);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
	};
	return Capsule.parse(walk(capsule));
}

/** The contact's other conversations are nobody's business here. */
function isAbout(event: DomainEvent, run: Run): boolean {
	if ('conversation' in event && event.conversation !== undefined) {
		return event.conversation === run.conversation;
	}
	return event.at >= run.triggeredAt && event.at <= (run.ended?.at ?? Infinity);
}

function pick({ workflow, version, number, definition }: NonNullable<Capsule['version']>) {
	return { workflow, version, number, definition };
}

function withoutMembers(teams: Workspace['teams'], redacted: boolean): Workspace['teams'] {
	if (!redacted) return teams;
	return Object.fromEntries(
		Object.entries(teams).map(([id, team]) => [id, { ...team, members: [] }]),
	);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Told as "not JSON".
		return undefined;
	}
}

/** By the brackets outside of texts, before anything is built from them. */
function depthOf(text: string): number {
	let depth = 0;
	let deepest = 0;
	let isQuoted = false;
	for (let i = 0; i < text.length; i++) {
		const char = text[i];
		if (isQuoted) {
			if (char === '\\') i++;
			else if (char === '"') isQuoted = false;
		} else if (char === '"') isQuoted = true;
		else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
		else if (char === ']' || char === '}') depth--;
	}
	return deepest;
}
