import { type FrameMessage, type HostMessage, MAX_MESSAGES_PER_SECOND } from './protocol';

/**
 * The port to the frame. A frame that loads (again, when the page moved it) gets a fresh port, sent
 * to the exact origin of our own server and with the nonce that only this page and the frame's
 * address know.
 */
export function linkFrame(
	frame: HTMLIFrameElement,
	origin: string,
	nonce: string,
	greet: () => HostMessage,
	listen: (message: FrameMessage) => void,
): (message: HostMessage) => void {
	let port: MessagePort | undefined;
	frame.addEventListener('load', () => {
		port?.close();
		const channel = new MessageChannel();
		port = channel.port1;
		let second = 0;
		let count = 0;
		port.onmessage = ({ data, timeStamp }) => {
			if (timeStamp - second > 1000) [second, count] = [timeStamp, 0];
			const message = parse(data);
			if (message && ++count <= MAX_MESSAGES_PER_SECOND) listen(message);
		};
		frame.contentWindow?.postMessage({ relevo: nonce }, origin, [channel.port2]);
		port.postMessage(greet());
	});
	return (message) => port?.postMessage(message);
}

/** Undefined for everything that is not one of ours. */
function parse(data: unknown): FrameMessage | undefined {
	const { t, count, kept }: Record<string, unknown> = Object(data);
	if (t === 'close' || t === 'show') return { t };
	if (t === 'unread') return { t, count: Number(count) };
	if (t !== 'keep') return undefined;
	const { identity, watch, color }: Record<string, unknown> = Object(kept);
	const { contact, secret }: Record<string, unknown> = Object(identity);
	return {
		t,
		kept: {
			identity: secret ? { contact: `${contact}`, secret: `${secret}` } : null,
			watch: !!watch,
			color: `${color}`,
		},
	};
}
