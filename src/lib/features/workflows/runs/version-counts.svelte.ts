import type { Desk } from '../../../app/desk';
import { live } from '../../../app/live.svelte';
import { m } from '../../../i18n/paraglide/messages';
import type { StepCount } from '../../../model/step-counts';
import { TRIGGER_NODE, WorkflowDefinition } from '../../../model/workflow';
import type { LiveLogEvent } from '../../../read/queries/live-versions';
import { stepCounts } from '../../../read/queries/step-counts';

/** How runs fared at the steps of the version that is chosen, the newest at first (U35). */
export class VersionCounts {
	chosen = $state<string>();
	readonly #of: () => { workflow: string; log: readonly LiveLogEvent[] };
	readonly #counted: { readonly current: Awaited<ReturnType<typeof stepCounts>> | undefined };

	/** Like `live`: while a component is set up. */
	constructor(desk: Desk, of: () => { workflow: string; log: readonly LiveLogEvent[] }) {
		this.#of = of;
		this.#counted = live(desk, async (ask) => {
			const version = this.published?.version;
			if (version === undefined) return undefined;
			return ask(stepCounts, { workflow: of().workflow, version });
		});
	}

	#versions = $derived.by(() => {
		const { workflow, log } = this.#of();
		return log
			.flatMap((event) =>
				event.type === 'workflowPublished' && event.workflow === workflow ? [event] : [],
			)
			.toReversed();
	});
	published = $derived(
		this.#versions.find(({ version }) => version === this.chosen) ?? this.#versions[0],
	);
	definition = $derived(WorkflowDefinition.safeParse(this.published?.definition).data);
	options = $derived(
		this.#versions.map(({ version, number }) => ({
			value: version,
			label: m.runs_version({ number }),
		})),
	);

	get runs(): number {
		return this.#counted.current?.runs ?? 0;
	}

	/** Of every step of the version, those too that nobody has come to. */
	counts: ReadonlyMap<string, StepCount> = $derived.by(() => {
		const counts = this.#counted.current?.counts;
		const ids = this.definition ? [TRIGGER_NODE, ...Object.keys(this.definition.nodes)] : [];
		// eslint-disable-next-line svelte/prefer-svelte-reactivity
		return new Map(ids.map((id) => [id, counts?.get(id) ?? NOBODY]));
	});
}

const NOBODY: StepCount = { entered: 0, continued: 0, dropped: 0, waiting: 0 };
