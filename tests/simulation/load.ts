import { SECOND } from '../../src/lib/base/clock';
import type { Violation } from './checks';
import type { VirtualClock } from './virtual-clock';

/** I13: a device that cannot reach the relay backs off, whatever happens to it. */
const MOST_CONNECTS = 20;
const WITHIN_MS = 10 * SECOND;

export function watchConnects(clock: VirtualClock, violations: Violation[]) {
	const connects = new Map<string, number[]>();

	return (peer: string): void => {
		const since = clock.now() - WITHIN_MS;
		const recent = (connects.get(peer) ?? []).filter((at) => at > since);
		recent.push(clock.now());
		connects.set(peer, recent);
		if (recent.length <= MOST_CONNECTS) return;
		const what = `${peer} connects ${recent.length} times in ten seconds`;
		violations.push({ invariant: 'I13', what });
	};
}
