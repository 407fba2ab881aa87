import { TAKEN_BACK } from '../model/assignment';
import type { Desk } from './desk';

/** Whether nobody had been told; asked by two tabs at once, one of them hears yes (E-26). */
export function mayTell({ db }: Pick<Desk, 'db'>, effect: string): Promise<boolean> {
	return db.transaction('rw', db.settings, async () => {
		const name = TAKEN_BACK + effect;
		if ((await db.settings.get(name))?.value !== false) return false;
		await db.settings.put({ name, value: true });
		return true;
	});
}
