import { evaluate } from '../attributes/evaluate';
import { type DomainEvent, type Evidence, signalOf } from '../model/event';
import type { LiveWorkflow } from '../model/workflow';
import { type Admission, refusalOf, type Refusal, scopeOf } from './admission';
import { planOf } from './plan';

/**
 * Why this event has not started this workflow: the first thing that was against it, with the
 * values that were looked at (E-28). It asks the code that the engine starts by, so it cannot say
 * anything else than what happened.
 */
export type WhyNot = {
	reason: Refusal | 'notLive' | 'noConversation' | 'otherEvent' | 'started' | 'notDecidedYet';
	/** Every condition of the audience that was looked at, as it was seen. */
	because: Evidence[];
	/** The run that was in the way, or that it started. */
	run?: string;
};

/**
 * `admission.state` is the fold up to the event's decision, `before` the fold up to the event
 * itself. Undefined as `workflow`: no version of it is live.
 */
export function whyNot(
	workflow: LiveWorkflow | undefined,
	event: DomainEvent,
	admission: Admission,
): WhyNot {
	const because: Evidence[] = [];
	if (!workflow) return { reason: 'notLive', because };
	const started = Object.values(admission.state.runs).find(
		(run) => run.workflow === workflow.workflow && run.trigger === event.id,
	);
	if (started) return { reason: 'started', because: started.because ?? [], run: started.id };
	if (!('conversation' in event) || event.conversation === undefined) {
		return { reason: 'noConversation', because };
	}
	const { trigger } = planOf(workflow.definition);
	if (!trigger?.kind.listens.includes(signalOf(event))) return { reason: 'otherEvent', because };
	const here = { ...event, conversation: event.conversation };
	const reason = refusalOf(workflow, here, admission) ?? 'notDecidedYet';
	if (reason === 'audience') because.push(...audienceOf(workflow, here, admission));
	const run = inTheWay(reason, workflow, here, admission);
	return { reason, because, ...(run === undefined ? {} : { run }) };
}

function audienceOf(
	{ definition: { settings } }: LiveWorkflow,
	event: DomainEvent & { conversation: string },
	{ before, workspace }: Admission,
): Evidence[] {
	const scope = scopeOf(before, event.conversation, event.at);
	return settings.audience ? evaluate(settings.audience, workspace, scope).because : [];
}

/** The run that speaks already, runs already, or was the last to have run. */
function inTheWay(
	reason: WhyNot['reason'],
	{ workflow }: LiveWorkflow,
	event: DomainEvent & { conversation: string },
	{ state }: Admission,
): string | undefined {
	const runs = Object.values(state.runs);
	switch (reason) {
		case 'anotherSpeaks':
			return runs.find((run) => !run.ended && run.conversation === event.conversation)?.id;
		case 'alreadyRunning':
		case 'oncePerContact':
		case 'frequency':
		case 'alreadyShown':
			return runs.findLast((run) => run.workflow === workflow)?.id;
		default:
			return undefined;
	}
}
