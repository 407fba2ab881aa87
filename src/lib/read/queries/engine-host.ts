import { ENGINE_HOST } from '../names';
import type { Database } from '../tables';

/**
 * Who runs automations, as the core of this device last knew it: `runner`, a teammate id, or nobody
 * (U9).
 */
export async function engineHost(db: Database): Promise<string | undefined> {
	const row = await db.settings.get(ENGINE_HOST);
	return typeof row?.value === 'string' && row.value ? row.value : undefined;
}
