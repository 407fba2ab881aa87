import { type HostMessage, type Played, PROTOCOL_VERSION } from '../../../../launcher/protocol';
import { z } from '../../../model/schema';

/**
 * The desk's side of the port to a messenger that shows a story. A frame that loads again gets a
 * port of its own, as on a customer's page.
 */
export type MessengerFrame = { show(played: Played): void };

type Options = {
	nonce: string;
	settings: Record<string, unknown>;
	locale: string;
	played: () => Played;
	did(drafts: unknown[]): void;
};

export function linkMessenger(
	frame: HTMLIFrameElement,
	{ nonce, settings, locale, played, did }: Options,
): MessengerFrame {
	let port: MessagePort | undefined;
	const tell = (message: HostMessage) => port?.postMessage(message);
	frame.addEventListener('load', () => {
		port?.close();
		const channel = new MessageChannel();
		port = channel.port1;
		port.onmessage = ({ data }) => {
			const message = Did.safeParse(data);
			if (message.success) did(message.data.drafts);
		};
		frame.contentWindow?.postMessage({ relevo: nonce }, location.origin, [channel.port2]);
		tell({
			t: 'init',
			v: PROTOCOL_VERSION,
			workspace: '',
			identity: null,
			settings,
			locale,
			page: { url: location.origin, title: '' },
			open: null,
			played: played(),
		});
	});
	return { show: (now) => tell({ t: 'played', played: now }) };
}

const Did = z.object({ t: z.literal('did'), drafts: z.array(z.unknown()).check(z.maxLength(20)) });
