import Inbox from '@lucide/svelte/icons/inbox';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import Settings from '@lucide/svelte/icons/settings';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Workflow from '@lucide/svelte/icons/workflow';
import { m } from '../../i18n/paraglide/messages';
import type { Action, Actions } from '../../ui/actions.svelte';
import { locale } from '../../ui/locale.svelte';
import type { Place } from '../../ui/place';
import { theme } from '../../ui/theme.svelte';
import { viewPath } from './views';

/** What can be done on every screen. */
export function shellActions(place: Place, actions: Actions): Action[] {
	return [...navigation(place), ...preferences(), ...help(actions)];
}

function navigation(place: Place): Action[] {
	const group = m.shell_go_to();
	return [
		{
			id: 'go.inbox',
			group,
			text: m.shell_inbox(),
			icon: Inbox,
			keys: 'g i',
			run: () => place.go(viewPath('mine')),
		},
		{
			id: 'go.workflows',
			group,
			text: m.shell_workflows(),
			icon: Workflow,
			keys: 'g w',
			run: () => place.go('/workflows'),
		},
		{
			id: 'go.settings',
			group,
			text: m.shell_settings(),
			icon: Settings,
			keys: 'g s',
			run: () => place.go('/settings'),
		},
	];
}

function preferences(): Action[] {
	const group = m.shell_preferences();
	return [
		{
			id: 'theme',
			group,
			text: m.shell_theme(),
			icon: SunMoon,
			choices: () => [
				{ id: 'light', text: m.shell_theme_light(), run: () => theme.choose('light') },
				{ id: 'dark', text: m.shell_theme_dark(), run: () => theme.choose('dark') },
				{ id: 'system', text: m.shell_theme_system(), run: () => theme.choose('system') },
			],
		},
		{
			id: 'language',
			group,
			text: m.shell_language(),
			icon: Languages,
			choices: () => [
				{ id: 'es', text: m.shell_language_es(), run: () => locale.choose('es') },
				{ id: 'en', text: m.shell_language_en(), run: () => locale.choose('en') },
			],
		},
	];
}

function help(actions: Actions): Action[] {
	const group = m.shell_help();
	return [
		{
			id: 'palette',
			group,
			text: m.shell_palette(),
			keys: 'mod+k',
			run: () => (actions.palette = {}),
		},
		{
			id: 'shortcuts',
			group,
			text: m.shell_shortcuts(),
			icon: Keyboard,
			keys: '?',
			run: () => (actions.isSheetOpen = true),
		},
		{
			id: 'shortcuts.anywhere',
			group,
			text: m.shell_shortcuts_anywhere(),
			icon: Keyboard,
			keys: 'mod+/',
			run: () => (actions.isSheetOpen = true),
		},
	];
}
