import { newId } from '../base/id';
import { type DomainEvent, isUnknown, type UnknownEvent } from '../model/event';
import { isSound, type Said } from '../model/mark';
import type { Storage } from './ports';

/**
 * A contact's device numbers what it writes, so that others can say how far they know it
 * (model/mark M1). Who lost the storage is another device.
 */
const SETTING = 'device';
const LENGTH = 10;

export async function deviceName(
	storage: Pick<Storage, 'setting' | 'commit'>,
	random: () => number,
): Promise<string> {
	const known = await storage.setting(SETTING);
	if (typeof known === 'string') return known;
	const device = newDevice(random);
	await storage.commit({ settings: { [SETTING]: device } });
	return device;
}

/** For somebody who cannot wait for the others that write here: they would share numbers. */
export function newDevice(random: () => number): string {
	return `dev_${newId('', 0, random).slice(-LENGTH)}`;
}

/** What this device has written last; number 0 when it has written nothing. */
export function lastSaid(device: string, events: readonly (DomainEvent | UnknownEvent)[]): Said {
	let nth = 0;
	for (const event of events) {
		if (isUnknown(event) || event.said?.device !== device || !isSound(event.said)) continue;
		nth = Math.max(nth, event.said.nth);
	}
	return { device, nth };
}
