import {
	type FrameMessage,
	type HostMessage,
	MAX_MESSAGES_PER_SECOND,
	PROTOCOL_VERSION,
} from '../launcher/protocol';
import { z } from '../lib/model/schema';

/**
 * The frame's side of the port. It takes exactly one port per load, from its parent alone, and only
 * with the nonce that the launcher put into this frame's address: nobody else on the page can pose
 * as the launcher.
 */
export type Host = {
	readonly init: Init;
	send(message: FrameMessage): void;
	listen(listener: (message: HostMessage) => void): void;
};
export type Init = Extract<HostMessage, { t: 'init' }>;

export const Identity = z.object({
	contact: z.string().check(z.maxLength(80)),
	secret: z.string().check(z.maxLength(200)),
});

export function connectHost(): Promise<Host> {
	const nonce = location.hash.slice(1);
	return new Promise((resolve) => {
		addEventListener('message', function receive(event) {
			const port = event.ports[0];
			if (event.source !== parent || !port || !nonce || event.data?.relevo !== nonce) return;
			removeEventListener('message', receive);
			resolve(greeted(port));
		});
	});
}

function greeted(port: MessagePort): Promise<Host> {
	return new Promise((resolve) => {
		const early: HostMessage[] = [];
		let listener = (message: HostMessage): void => void early.push(message);
		let init: Init | undefined;
		port.onmessage = limited((data) => {
			const message = HostMessageSchema.safeParse(data);
			if (!message.success) return;
			if (message.data.t !== 'init') return init && listener(message.data);
			// A frame is greeted once: another identity means another load.
			if (init || message.data.v !== PROTOCOL_VERSION) return;
			init = message.data;
			resolve({
				init,
				send: (answer) => port.postMessage(answer),
				listen(next) {
					listener = next;
					for (const missed of early.splice(0)) next(missed);
				},
			});
		});
	});
}

/** The page behind the port is not ours: what it sends in excess is dropped (abuse case 27). */
function limited(handle: (data: unknown) => void): (event: MessageEvent) => void {
	let second = 0;
	let count = 0;
	return ({ data, timeStamp }) => {
		if (timeStamp - second > 1_000) [second, count] = [timeStamp, 0];
		if (++count <= MAX_MESSAGES_PER_SECOND) handle(data);
	};
}

const Page = z.object({
	url: z.string().check(z.maxLength(4_000)),
	title: z.string().check(z.maxLength(4_000)),
});
const Settings = z.record(z.string().check(z.maxLength(64)), z.unknown());
const Opened = z.object({
	full: z.boolean(),
	/** More than a message holds is counted where it is written, and not cut. */
	compose: z.optional(z.string().check(z.maxLength(100_000))),
});

const Rule = z.string().check(z.maxLength(80));
const Played = z.object({
	contact: z.string().check(z.maxLength(80)),
	now: z.number(),
	events: z.array(z.unknown()).check(z.maxLength(2_000)),
});

const HostMessageSchema = z.discriminatedUnion('t', [
	z.object({
		t: z.literal('init'),
		v: z.number(),
		workspace: z.string().check(z.maxLength(80)),
		identity: z.catch(z.nullable(Identity), null),
		settings: Settings,
		locale: z.string(),
		page: Page,
		open: z.nullable(Opened),
		met: z.optional(z.array(Rule).check(z.maxLength(100))),
		played: z.optional(Played),
	}),
	z.object({ t: z.literal('played'), played: Played }),
	z.object({ t: z.literal('met'), rule: Rule }),
	z.object({ t: z.literal('settings'), settings: Settings }),
	z.object({ t: z.literal('page'), page: Page }),
	z.object({ t: z.literal('open'), open: Opened }),
	z.object({ t: z.literal('closed') }),
	z.object({ t: z.literal('shutdown') }),
]);
