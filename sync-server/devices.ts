import { createHash } from 'node:crypto';
import { DAY, type Instant } from '../src/lib/base/clock';
import { z } from '../src/lib/model/schema';
import { newSecret } from './identity';
import type { Log } from './log';
import { TOKEN_TTL_MS } from './tokens';

/**
 * The devices of teammates and visitors. Each has a secret, of which the hash alone is kept.
 *
 * D1 A device that has signed out is marked for good: one that is merely not known must not be told
 *    that it is signed out.
 * D2 No token of it is taken any more, over a restart too, for as long as one may still be about.
 */
export const Device = z.object({
	id: z.string(),
	principal: z.string(),
	isContact: z.boolean(),
	at: z.number(),
});
export type Device = z.infer<typeof Device>;

/** In the place of a device. */
const SignedOut = z.object({ signedOut: z.number() });

export type Records = Parameters<Log['put']>[0];

export class Devices {
	readonly #log: Log;
	readonly #now: () => Instant;
	/** Signed out → until when a token of theirs may still be about. */
	readonly #signedOut: Map<string, Instant>;

	private constructor(log: Log, now: () => Instant, signedOut: Map<string, Instant>) {
		this.#log = log;
		this.#now = now;
		this.#signedOut = signedOut;
	}

	static async open(log: Log, now: () => Instant): Promise<Devices> {
		return new Devices(log, now, await readSignedOut(log, now()));
	}

	/** One that nobody has yet; its record is still to be put. */
	make(principal: string, isContact: boolean, secret = newSecret()) {
		const value: Device = { id: deviceId(secret), principal, isContact, at: this.#now() };
		return { secret, record: { kind: 'device' as const, id: hash(secret), value } };
	}

	async of(secret: string): Promise<Device | undefined> {
		return Device.safeParse(await this.#log.record('device', hash(secret))).data;
	}

	async hasSignedOut(secret: string): Promise<boolean> {
		const record = await this.#log.record('device', hash(secret));
		return SignedOut.safeParse(record).success || this.isOut(deviceId(secret));
	}

	/** `also` is put in the same transaction. */
	async signOut(secret: string, device: Device, also: Records): Promise<void> {
		const now = this.#now();
		const until = now + SIGNED_OUT_MS;
		await this.#log.put([
			{ kind: 'device', id: hash(secret), value: { signedOut: now } },
			{ kind: 'meta', id: `${OUT}${device.id}`, value: until },
			...also,
		]);
		for (const [other, end] of this.#signedOut) if (end <= now) this.#signedOut.delete(other);
		this.#signedOut.set(device.id, until);
	}

	isOut(device: string): boolean {
		return this.#signedOut.has(device);
	}
}

/** The life of a token, and a day in case that the clock is set back meanwhile. */
const SIGNED_OUT_MS = TOKEN_TTL_MS + DAY;
const OUT = 'out:';

async function readSignedOut(log: Log, now: Instant): Promise<Map<string, Instant>> {
	const records = (await log.records('meta')).filter(({ id }) => id.startsWith(OUT));
	const isOver = (value: unknown) => typeof value !== 'number' || value <= now;
	const over = records.filter(({ value }) => isOver(value));
	if (over.length > 0) {
		// They do no harm where the disk does not let go of them.
		await log.put(over.map(({ id }) => ({ kind: 'meta', id, value: undefined }))).catch(() => {});
	}
	return new Map(
		records.flatMap(({ id, value }) =>
			typeof value === 'number' && value > now ? [[id.slice(OUT.length), value]] : [],
		),
	);
}

/** Secrets are 256 random bits: a plain hash cannot be guessed backwards. */
export function hash(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** What a token may tell about the device: nothing that leads back to the secret. */
export function deviceId(secret: string): string {
	return `dev_${hash(`device:${secret}`).slice(0, 24)}`;
}
