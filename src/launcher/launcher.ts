import { inkOn, isColor } from './color';
import { linkFrame } from './link';
import { openMemory } from './memory';
import { element, onPageChange, own } from './page';
import { type FrameMessage, type HostMessage, type Opened, PROTOCOL_VERSION } from './protocol';
import { speak } from './text';
import { createView, SHAPES } from './view';

/** An address on our server, and whose messenger this is. */
export type Place = { base: string; workspace: string };
export type Launcher = ReturnType<typeof createLauncher>;

type Settings = Record<string, unknown>;

/** One booted messenger: from `boot` to `shutdown`. */
export function createLauncher(place: Place, initial: Settings) {
	let settings = initial;
	const base = new URL(String(settings.api_base ?? place.base)).origin;
	const workspace = String(settings.workspace_id ?? place.workspace);
	const memory = openMemory(workspace);
	if (isOtherPerson(settings)) memory.clear();
	rememberUser();

	const life = new AbortController();
	const { signal } = life;
	const { host, panel, button, badge, shape } = createView(signal);
	let open: Opened | null = null;
	let send: ((message: HostMessage) => void) | undefined;
	/** Until the frame is greeted. */
	let met: string[] | undefined = [];

	apply();
	button.addEventListener('click', toggle);
	button.addEventListener('pointerenter', load);
	addEventListener('keydown', (event) => event.key === 'Escape' && hide(), { signal });
	addEventListener('click', onClick, { signal });
	onPageChange(() => send?.({ t: 'page', page: page() }), signal);
	if (memory.get().unread || memory.get().watch) whenIdle(load);

	/**
	 * The frame costs a request and a socket, so it comes when someone reaches for it or a reply may
	 * wait.
	 */
	function load(): void {
		if (send) return;
		const frame = element('iframe');
		const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-');
		frame.src = `${base}/messenger/#${nonce}`;
		frame.title = words().frame;
		frame.referrerPolicy = 'no-referrer';
		send = linkFrame(frame, base, nonce, greet, listen);
		panel.append(frame);
	}

	function greet(): HostMessage {
		const metSoFar = met;
		met = undefined;
		return {
			t: 'init',
			v: PROTOCOL_VERSION,
			workspace,
			identity: memory.get().identity,
			settings: plain(settings),
			locale: words().locale,
			page: page(),
			open,
			met: metSoFar,
		};
	}

	function listen(message: FrameMessage): void {
		// A frame on its way out must not write back what was just forgotten.
		if (signal.aborted) return;
		if (message.t === 'close') hide();
		if (message.t === 'show') show();
		if (message.t === 'keep') {
			memory.set(message.kept);
			apply();
		}
		if (message.t === 'unread' && message.count !== memory.get().unread) {
			memory.set({ unread: message.count });
			apply();
			tell('unread', message.count);
		}
	}

	function show(compose?: string): void {
		load();
		const full = matchMedia('(max-width: 640px)').matches;
		const wasOpen = open;
		open = compose === undefined ? { full } : { full, compose };
		apply();
		send?.({ t: 'open', open });
		panel.querySelector('iframe')?.focus();
		if (!wasOpen) tell('show');
	}

	function hide(): void {
		if (!open) return;
		open = null;
		apply();
		send?.({ t: 'closed' });
		button.focus();
		tell('hide');
	}

	function toggle(): void {
		if (open) hide();
		else show();
	}

	function onClick(event: MouseEvent): void {
		const selector = `[data-relevo-show],${String(settings.custom_launcher_selector ?? '_')}`;
		if (event.target instanceof Element && event.target.closest(selector)) show();
	}

	/** Draws what settings, memory and state say; safe to call at any time. */
	function apply(): void {
		const { unread, color: remembered } = memory.get();
		const color = [settings.action_color, remembered].find(isColor) ?? '#00756f';
		const pixels = (name: string) => `${Number(settings[name] ?? 20)}px`;
		const x = pixels('horizontal_padding');
		const isLeft = settings.alignment === 'left';
		const look = {
			color,
			ink: inkOn(color),
			x,
			right: isLeft ? 'auto' : x,
			left: isLeft ? x : 'auto',
			y: pixels('vertical_padding'),
			z: Number(settings.z_index ?? 2147483000),
		};
		for (const [name, value] of Object.entries(look))
			host.style.setProperty(`--${name}`, `${value}`);
		panel.hidden = !open;
		shape.setAttribute('d', open ? SHAPES.open : SHAPES.closed);
		const text = words();
		button.hidden = !!settings.hide_default_launcher;
		button.ariaExpanded = `${!!open}`;
		button.ariaLabel = open ? text.close : text.open + (unread ? `, ${unread} ${text.unread}` : '');
		badge.textContent = unread > 99 ? '99+' : `${unread || ''}`;
		// The page behind a full screen must not scroll under the finger.
		own('documentElement').style.overflow = open?.full ? 'hidden' : '';
	}

	function words() {
		return speak(settings.language_override, own('documentElement').lang, navigator.language);
	}

	/** Whom the kept identity is of: neither a page that names nobody nor an update unsays it. */
	function rememberUser(): void {
		const user = userOf(settings);
		if (user && !memory.get().user) memory.set({ user });
	}

	function isOtherPerson(next: Settings): boolean {
		const { user } = memory.get();
		return !!user && ![user, ''].includes(userOf(next));
	}

	return {
		show,
		hide,
		toggle,
		isOtherPerson,
		isOpen: () => !!open,
		unread: () => memory.get().unread,
		/** What a workflow waits for has happened on the page: the frame knows what to do. */
		met(rule: string) {
			load();
			if (met) met.push(rule);
			else send?.({ t: 'met', rule });
			return true;
		},
		update(change: Settings) {
			settings = { ...settings, ...change };
			rememberUser();
			apply();
			send?.({ t: 'settings', settings: plain(settings) });
			send?.({ t: 'page', page: page() });
		},
		/** Forgets the person here at once; a frame that runs erases what it holds and then goes. */
		shutdown() {
			hide();
			memory.clear();
			life.abort();
			send?.({ t: 'shutdown' });
			setTimeout(() => host.remove(), send ? ERASE_TIME_MS : 0);
		},
	};
}

/**
 * What happens here is also an event on the customer's window: `relevo:show`, `relevo:hide`,
 * `relevo:unread`.
 */
export function tell(name: 'show' | 'hide' | 'unread', detail?: unknown): void {
	dispatchEvent(new CustomEvent(`relevo:${name}`, { detail }));
}

/** How long a frame has to erase its database and revoke its session before it is taken away. */
const ERASE_TIME_MS = 2_000;

/** Empty for nobody. */
function userOf({ user_id: user }: Settings): string {
	return String(user ?? '');
}

function page(): { url: string; title: string } {
	return { url: location.href, title: own('title') };
}

/** Settings as data: functions and elements cannot cross a port. */
function plain(settings: Settings): Settings {
	return JSON.parse(JSON.stringify(settings));
}

function whenIdle(callback: () => void): void {
	// Safari has no idle callback.
	(window.requestIdleCallback ?? setTimeout)(callback);
}
