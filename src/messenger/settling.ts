/** As long as the second click of a double click may take. */
export const SETTLE_MS = 500;

/**
 * New choices take no press, by pointer or key, for a moment: a late second click was meant for
 * what stood there before. They look and read as always. For those alone that appear in a thread
 * that is shown: who opens a thread has found what stands in it.
 */
export function settling(node: HTMLElement): () => void {
	const stop = (event: Event) => {
		event.preventDefault();
		event.stopPropagation();
	};
	const settle = () => {
		node.removeEventListener('click', stop, true);
		node.style.removeProperty('pointer-events');
	};
	node.addEventListener('click', stop, true);
	node.style.pointerEvents = 'none';
	const timer = setTimeout(settle, SETTLE_MS);
	return () => clearTimeout(timer);
}
