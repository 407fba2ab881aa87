import type { Health } from './health';
import type { Hub } from './hub';

type Stats = ReturnType<Hub['stats']> & ReturnType<Health['stats']> & { sockets: number };

/** Prometheus text. Counters end in `_total`; everything else is how it is now. */
export function renderMetrics(stats: Stats): string {
	const { heapUsed, rss } = process.memoryUsage();
	const metrics: [name: string, value: number, help: string][] = [
		['sockets', stats.sockets, 'Open sockets.'],
		['sessions', stats.sessions, 'Sockets that are a mux or a room.'],
		['rooms', stats.rooms, 'Rooms in memory.'],
		['followers', stats.followers, 'Followers of the changes feed.'],
		['log_head', stats.head, 'The newest durable seq.'],
		['lease_fence', stats.fence, 'The fencing token of the engine.'],
		['updates_accepted_total', stats.accepted, 'Updates that passed the guard.'],
		['refused_total', stats.refused, 'What was asked for without a right, or did not pass.'],
		['commits_total', stats.commits, 'Batches made durable.'],
		['commit_failures_total', stats.commitFailures, 'Batches that the disk refused.'],
		['compactions_total', stats.compactions, 'Rooms whose entries became one snapshot.'],
		['set_aside', stats.setAside, 'Entries that no document can apply.'],
		['readers_dropped_total', stats.dropped, 'Sockets dropped because they did not read.'],
		['log_writable', Number(stats.isWritable), '1 while the log can be written.'],
		['log_damaged', Number(stats.isDamaged), '1 once a damaged page was found.'],
		['disk_free_bytes', stats.freeBytes, 'Free on the disk of the data folder.'],
		['heap_bytes', heapUsed, 'Memory of the JavaScript heap.'],
		['resident_bytes', rss, 'Memory of the process.'],
		['uptime_seconds', Math.floor(process.uptime()), 'Since the process started.'],
	];
	return metrics
		.map(([name, value, help]) => {
			const type = name.endsWith('_total') ? 'counter' : 'gauge';
			return `# HELP relevo_${name} ${help}\n# TYPE relevo_${name} ${type}\nrelevo_${name} ${value}`;
		})
		.join('\n');
}
