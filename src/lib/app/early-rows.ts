import type { CoreLink } from '../core/hosts/messages';
import { WORTH_TELLING } from '../core/progress';
import type { EarlyPlace } from '../model/early-place';
import { earlyPageOf } from '../read/early-page';
import type { Replica } from '../replica/replica';
import type { MuxSocket } from '../sync/socket';

/** As many as a page holds of closed conversations at first. */
const MAX_PAGES = 25;

/**
 * Shows what lists hold while much of the feed is missing. The page asks by itself: its socket is
 * open before the worker of a new device has been installed.
 *
 * E1 A page that is begun again, or a connection that was lost, begins at the newest.
 * E2 However much the relay has to tell, and whatever it says, the asking ends.
 * E3 When the core has read the feed to its end, none of it is shown any more.
 */
export function showEarlyRows({
	socket,
	replica,
	core,
}: {
	socket: Pick<MuxSocket, 'listen' | 'send'>;
	replica: Pick<Replica, 'setting' | 'takeEarly'>;
	core: Pick<CoreLink, 'onStatus'>;
}): () => void {
	let head = 0;
	let pages = 0;

	function isBehind(): boolean {
		return head - Number(replica.setting('cursor') ?? 0) >= WORTH_TELLING;
	}

	function ask(before?: EarlyPlace): void {
		if (isBehind() && pages++ < MAX_PAGES) socket.send({ t: 'early', before });
	}

	core.onStatus(({ connection }) => {
		if (connection !== 'synced') return;
		head = 0;
		replica.takeEarly('over');
	});
	return socket.listen({
		up(welcome) {
			head = welcome.early ? welcome.head : 0;
			pages = 0;
			ask();
		},
		binary(frame) {
			const page = frame.type === 'early' && isBehind() ? earlyPageOf(frame.packed) : undefined;
			if (!page) return;
			replica.takeEarly({ rows: page.rows, isFirst: pages === 1 });
			if (page.next) ask(page.next);
		},
	});
}
