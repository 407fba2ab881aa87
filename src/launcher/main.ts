import { createApi } from './api';
import { own } from './page';

/**
 * The script on the customer's page. Owns: one button, one frame, `window.Relevo`. Does not own:
 * anything about conversations, which never leave the frame.
 *
 * L1 It sends no request of its own: the frame is the only thing it loads, and only when it is
 *    needed.
 * L2 It never throws into the page, whatever the page calls it with.
 * L3 Nothing that the page's markup is named can take its place (DOM clobbering, abuse case 29).
 */
declare global {
	interface Window {
		Relevo?: unknown;
		relevoSettings?: unknown;
	}
}

const running = own('currentScript');
const script = running instanceof HTMLScriptElement ? running : undefined;
const earlier = window.Relevo;
const api = createApi({
	base: script?.src || location.href,
	workspace: script?.dataset.workspace ?? '',
});

window.Relevo = api;
const { relevoSettings } = window;
const settings = isPlain(relevoSettings) ? relevoSettings : script?.dataset.workspace && {};
if (settings) api('boot', settings);
for (const call of queued(earlier)) api(...call);

/** Calls made before this script arrived, kept by the stub as `Relevo.q`. */
function queued(stub: unknown): [string, unknown?][] {
	const { q }: Record<string, unknown> = Object(stub);
	return Array.isArray(q) ? q.map((call: ArrayLike<unknown>) => [String(call[0]), call[1]]) : [];
}

/** False for an element that the page happens to have named `relevoSettings`. */
function isPlain(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !(value instanceof EventTarget);
}
