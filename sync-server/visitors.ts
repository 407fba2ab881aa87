import type { Instant } from '../src/lib/base/clock';
import { newId } from '../src/lib/base/id';
import { fail, ok, type Result } from '../src/lib/base/result';
import type { z } from '../src/lib/model/schema';
import { type Devices, hash } from './devices';
import { secureRandom } from './identity';
import type { Limits } from './limits';
import type { Log } from './log';
import type { VisitorRequest } from './member-requests';
import type { createProofs } from './proofs';

/**
 * Which contact somebody is who opens the messenger, and with which secret their device comes back.
 *
 * V1 A claimed user id that is not proven merges with nobody (abuse case 28).
 * V2 A device's secret opens one contact for ever; who proves to be another gets another secret.
 *    So does a user whose device the relay does not know.
 * V3 A visitor's device is signed out by its own request only. One that the relay does not know
 *    (it was let go, or is younger than the backup) is a new contact's, with the secret it has.
 */
export type Admitted = {
	contact: string;
	secret: string;
	/** Who is named as the contact so far is another proven user. */
	isAnother: boolean;
};

type Request = z.infer<typeof VisitorRequest>;
type Options = {
	log: Log;
	limits: Limits;
	devices: Devices;
	proofs: ReturnType<typeof createProofs>;
	now: () => Instant;
};

export function createVisitors({ log, limits, devices, proofs, now }: Options) {
	const inTurn = createTurns();

	async function admit(
		request: Request,
		mayBring: () => Promise<boolean>,
	): Promise<Result<Admitted>> {
		const { secret } = request;
		const user = await proofs.userOf(request);
		if (user === 'refused') return fail('identityNotProven');
		const device = secret === undefined ? undefined : await devices.of(secret);
		const isOut = secret !== undefined && !device && (await devices.hasSignedOut(secret));
		if (isOut || device?.isContact === false) return fail('signedOut');
		const own = device?.principal;
		const known = user === undefined ? own : await proofs.contactOf(user);
		const isBack = own !== undefined && own === known;
		if (!isBack && !(await mayBring())) return fail('tooMany');
		const mint = () => newId('con', now(), secureRandom);
		const contact = user === undefined ? (own ?? mint()) : await proofs.contactFor(user, own, mint);
		if (secret !== undefined && contact === own) return ok({ contact, secret, isAnother: false });
		// V3 for a stranger. For a user a new one: somebody else may have left the old one here (V2).
		const fresh = devices.make(contact, true, user === undefined ? secret : undefined);
		await log.put([fresh.record, ...(await proofs.admit(contact, fresh.record.id, limits))]);
		const before = request.contact ?? own;
		const isOther = user !== undefined && before !== undefined && before !== contact;
		const isAnother = isOther && (await proofs.isUser(before));
		return ok({ contact, secret: fresh.secret, isAnother });
	}

	/** `mayBring` is asked when something would be kept that is not yet. */
	return (request: Request, mayBring: () => Promise<boolean>): Promise<Result<Admitted>> => {
		const { secret } = request;
		const admitted = () => admit(request, mayBring);
		// Tabs of one browser ask at once: for a device that is not known they get one contact.
		return secret === undefined ? admitted() : inTurn(hash(secret), admitted);
	};
}

/** Tasks of one name run one after the other. */
function createTurns() {
	const last = new Map<string, Promise<unknown>>();
	return <T>(name: string, task: () => Promise<T>): Promise<T> => {
		const running = (last.get(name) ?? Promise.resolve()).then(task, task);
		last.set(name, running);
		const forget = () => void (last.get(name) === running && last.delete(name));
		running.then(forget, forget);
		return running;
	};
}
