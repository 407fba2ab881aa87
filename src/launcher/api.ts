import { createLauncher, type Launcher, type Place } from './launcher';

export type Api = (method: string, argument?: unknown) => unknown;

/** `Relevo(method, argument)`. Every method may be called at any time, any number of times (L2). */
export function createApi(place: Place): Api {
	let launcher: Launcher | undefined;

	/** Listeners are ordinary events on the window, so one that throws hurts nobody else. */
	function on(name: string, listener: unknown): () => void {
		const heard = (event: Event) => {
			if (typeof listener === 'function' && 'detail' in event) listener(event.detail);
		};
		addEventListener(`relevo:${name}`, heard);
		return () => removeEventListener(`relevo:${name}`, heard);
	}

	function shutdown(): void {
		launcher?.shutdown();
		launcher = undefined;
	}

	const methods: Record<string, (argument: unknown) => unknown> = {
		__proto__: null!,
		shutdown,
		boot(argument) {
			const settings = Object(argument);
			if (launcher?.isOtherPerson(settings)) shutdown();
			if (launcher) launcher.update(settings);
			else launcher = createLauncher(place, { ...settings });
		},
		update: (settings) => launcher?.update(Object(settings)),
		show: () => launcher?.show(),
		hide: () => launcher?.hide(),
		toggle: () => launcher?.toggle(),
		isOpen: () => !!launcher?.isOpen(),
		showNewMessage: (text) => launcher?.show(`${text ?? ''}`),
		met: (rule) => !!launcher?.met(`${rule}`),
		onShow: (listener) => on('show', listener),
		onHide: (listener) => on('hide', listener),
		onUnreadCountChange(listener) {
			if (typeof listener === 'function') listener(launcher?.unread() ?? 0);
			return on('unread', listener);
		},
	};

	return (method, argument) => {
		try {
			const run = methods[method];
			if (run) return run(argument);
			// eslint-disable-next-line no-console -- for the page's developer
			console.info(`Relevo: ${method} is not supported`);
		} catch (error) {
			// eslint-disable-next-line no-console -- the page must not break, its developer must know
			console.error('Relevo:', error);
		}
		return undefined;
	};
}
