import type { ClientMessage } from '../../src/lib/sync/client-message';
import {
	decodeControl,
	encodeControl,
	encodePush,
	ServerMessage,
	WIRE_VERSION,
} from '../../src/lib/sync/wire';
import type { PlatformSocket } from '../../src/lib/sync/socket';
import { SECOND } from '../../src/lib/base/clock';
import type { Network } from './network';
import { createProcess } from './process';
import type { VirtualClock } from './virtual-clock';

/**
 * A connection that speaks the protocol without a core: it keeps nothing, and pushes what no core
 * would push. What was on its way when it is lost is answered with undefined.
 */
export type RawLine = {
	readonly isUp: boolean;
	say(message: ClientMessage): void;
	push(room: string, update: Uint8Array): Promise<Answer | undefined>;
};
export type Answer = 'acked' | number;

type Options = { clock: VirtualClock; network: Network; name: string; token: string };

const AGAIN_MS = 2 * SECOND;

export function openRawLine({ clock, network, name, token }: Options): RawLine {
	const link = { cut: false, silent: false, process: createProcess(clock) };
	const Socket = network.socketFor(name, link);
	const waiting = new Map<number, (answer: Answer | undefined) => void>();
	let pushes = 0;
	let socket: PlatformSocket | undefined;
	let isUp = false;
	connect();

	function connect(): void {
		const opened = new Socket('sim://relay/mux', []);
		socket = opened;
		opened.onopen = () => opened.send(encodeControl({ t: 'hello', v: WIRE_VERSION, token }));
		opened.onmessage = ({ data }) => typeof data === 'string' && hear(data);
		opened.onclose = () => {
			isUp = false;
			for (const answer of waiting.values()) answer(undefined);
			waiting.clear();
			clock.after(AGAIN_MS, connect);
		};
	}

	function hear(text: string): void {
		const message = decodeControl(ServerMessage, text);
		if (message?.t === 'welcome') {
			isUp = true;
			// Answers to pushes come in their place in the feed.
			say({ t: 'feed', since: message.head });
		} else if (message?.t === 'ack') settle(message.push, 'acked');
		else if (message?.t === 'refused') settle(message.push, message.code);
	}

	function settle(push: number, answer: Answer): void {
		waiting.get(push)?.(answer);
		waiting.delete(push);
	}

	function say(message: ClientMessage): void {
		if (isUp) socket?.send(encodeControl(message));
	}

	return {
		get isUp() {
			return isUp;
		},
		say,
		push(room, update) {
			if (!isUp) return Promise.resolve(undefined);
			const push = ++pushes;
			const frame = new Uint8Array(encodePush({ push, fence: 0, room, update }));
			socket?.send(frame);
			return new Promise((resolve) => waiting.set(push, resolve));
		},
	};
}
