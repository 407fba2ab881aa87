import styles from './launcher.css?inline';
import { element, own, svgElement, whenBody } from './page';

/**
 * Button and frame in a closed shadow root: the page's styles cannot reach in, its scripts cannot
 * read. It stands beside the body, not inside: routers that swap the body (Turbo, Astro) leave it,
 * and with it the running frame, alone. Taken out all the same, it comes back.
 */
export function createView(signal: AbortSignal) {
	const host = element('div');
	const root = host.attachShadow({ mode: 'closed' });
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(styles);
	root.adoptedStyleSheets = [sheet];

	const panel = element('div');
	panel.className = panel.id = 'panel';
	panel.hidden = true;
	const button = element('button');
	button.type = 'button';
	button.setAttribute('aria-controls', 'panel');
	const badge = element('span');
	const icon = svgElement('svg');
	icon.setAttribute('viewBox', '0 0 24 24');
	const shape = svgElement('path');
	icon.append(shape);
	button.append(icon, badge);
	root.append(panel, button);

	const stay = () => {
		if (!host.isConnected && !signal.aborted) own('documentElement').append(host);
	};
	whenBody(() => {
		stay();
		const observer = new MutationObserver(stay);
		observer.observe(document, { childList: true });
		observer.observe(own('documentElement'), { childList: true });
	});
	fitKeyboard(host, signal);

	return { host, panel, button, badge, shape };
}

/** On a phone the keyboard covers the page without resizing it; only the visual viewport tells. */
function fitKeyboard(host: HTMLElement, signal: AbortSignal): void {
	const viewport = window.visualViewport;
	const fit = () => {
		host.style.setProperty('--height', `${viewport?.height}px`);
		host.style.setProperty('--top', `${viewport?.offsetTop}px`);
	};
	for (const event of ['resize', 'scroll']) viewport?.addEventListener(event, fit, { signal });
}

/** A speech bubble, and an arrow that says the panel folds away. */
export const SHAPES = {
	closed: 'M20 11.5a7.5 7.5 0 0 1-11 6.6L4.5 19.5 6 15.4A7.5 7.5 0 1 1 20 11.5Z',
	open: 'm6 9.5 6 6 6-6',
};
