import { unreachable } from '../../base/assert';
import type { CatchUp, SyncState } from '../../app/desk';
import { m } from '../../i18n/paraglide/messages';
import { getLocale } from '../../i18n/paraglide/runtime';

export type SyncWords = {
	/** Fits the pill. */
	short: string;
	/** What happened, what is safe, what to do. */
	long: string;
	tone: 'ok' | 'busy' | 'warn' | 'danger';
};

/** The one sentence about the connection, the same in pill, banner and panel (U4). */
export function syncWords(sync: SyncState, now: number): SyncWords {
	const pending = sync.pending;
	switch (sync.status) {
		case 'synced':
			return { short: m.shell_sync_synced(), long: m.shell_sync_synced_long(), tone: 'ok' };
		case 'syncing':
			return sync.catchUp
				? catchingUp(sync.catchUp)
				: {
						short: m.shell_sync_syncing(),
						long: m.shell_sync_syncing_long({ count: pending }),
						tone: 'busy',
					};
		case 'offline':
			return {
				short: pending ? m.shell_sync_offline_pending({ count: pending }) : m.shell_sync_offline(),
				long: m.shell_sync_offline_long({ count: pending }),
				tone: 'warn',
			};
		case 'retrying': {
			const seconds = Math.max(1, Math.ceil(((sync.retryAt ?? now) - now) / 1000));
			return {
				short: m.shell_sync_retrying(),
				long: m.shell_sync_retrying_long({ seconds }),
				tone: 'warn',
			};
		}
		case 'alone':
			return { short: m.shell_sync_alone(), long: m.shell_sync_alone_long(), tone: 'ok' };
		case 'signedOut':
			return {
				short: m.shell_sync_signed_out(),
				long: m.shell_sync_signed_out_long(),
				tone: 'danger',
			};
		case 'cannotSave':
			return {
				short: m.shell_sync_cannot_save(),
				long: m.shell_sync_cannot_save_long(),
				tone: 'danger',
			};
		case 'updateReady':
			return { short: m.shell_sync_update(), long: m.shell_sync_update_long(), tone: 'busy' };
		default:
			return unreachable(sync.status);
	}
}

function catchingUp({ done, of }: CatchUp): SyncWords {
	const { format } = new Intl.NumberFormat(getLocale());
	const numbers = { done: format(done), of: format(of) };
	return {
		short: m.shell_sync_catching_up(numbers),
		long: m.shell_sync_catching_up_long(numbers),
		tone: 'busy',
	};
}
