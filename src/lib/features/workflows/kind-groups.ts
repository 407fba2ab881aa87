import { stepText } from '../../app/kind-text';
import { foldText } from '../../base/fold-text';
import type { Locale } from '../../model/workspace';
import { m } from '../../i18n/paraglide/messages';
import { steps } from '../../steps';
import type { StepGroup } from '../../steps/step';
import { matches } from '../../ui/match';

/** A kind as the palette and the picker offer it. */
export type KindChoice = { kind: string; group: StepGroup; title: string; description: string };
export type KindGroup = { id: string; title: string; kinds: KindChoice[] };

/**
 * What can be added, by group and in the order of the registry; `recent` kinds first when nothing
 * is sought.
 */
export function kindGroups(query: string, recent: readonly string[], locale: Locale): KindGroup[] {
	const all = steps.flatMap(({ kind, group }): KindChoice[] => {
		const text = stepText(kind)?.[locale];
		return text ? [{ kind, group, title: text.title, description: text.description }] : [];
	});
	const found = all
		.filter(({ title, description }) => matches(`${title} ${description}`, query))
		.sort((a, b) => distance(a, query) - distance(b, query));
	const groups: KindGroup[] = GROUPS.map(({ id, title }) => ({
		id,
		title: title(),
		kinds: found.filter(({ group }) => group === id),
	}));
	const lately = recent.flatMap((kind) => all.find((choice) => choice.kind === kind) ?? []);
	if (query.trim() === '' && lately.length > 0) {
		groups.unshift({ id: 'recent', title: m.workflows_recent(), kinds: lately });
	}
	// The group of the best answer first, so that Enter takes it.
	const place = ({ kinds }: KindGroup) => (kinds[0] ? found.indexOf(kinds[0]) : -1);
	const filled = groups.filter(({ kinds }) => kinds.length > 0);
	return query.trim() === '' ? filled : filled.sort((a, b) => place(a) - place(b));
}

/** A kind that is called so comes before one that only mentions it. */
function distance({ title }: KindChoice, query: string): number {
	if (foldText(title).startsWith(foldText(query))) return 0;
	return matches(title, query) ? 1 : 2;
}

const GROUPS: { id: StepGroup; title: () => string }[] = [
	{ id: 'say', title: () => m.workflows_group_say() },
	{ id: 'route', title: () => m.workflows_group_route() },
	{ id: 'act', title: () => m.workflows_group_act() },
];
