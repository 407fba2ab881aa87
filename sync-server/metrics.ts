import type { Health } from './health';
import type { Hub } from './hub';

type Stats = [
	hub: ReturnType<Hub['stats']>,
	health: ReturnType<Health['stats']>,
	records: { boundedRecords: number },
	sockets: number,
];

/** Prometheus text. Counters end in `_total`; everything else is how it is now. */
export function renderMetrics(...parts: Stats): string {
	const [hub, health, records, sockets] = parts;
	const stats = { ...hub, ...health, ...records, sockets };
	const { heapUsed, rss } = process.memoryUsage();
	const metrics: [name: string, value: number, help: string][] = [
		['sockets', stats.sockets, 'Open sockets.'],
		['sessions', stats.sessions, 'Sockets that are a mux or a room.'],
		['rooms', stats.rooms, 'Rooms in memory.'],
		['followers', stats.followers, 'Followers of the changes feed.'],
		['log_head', stats.head, 'The newest durable seq.'],
		['lease_fence', stats.fence, 'The fencing token of the engine.'],
		['lease_held', Number(stats.isLeased), '1 while a host runs the engine.'],
		['updates_accepted_total', stats.accepted, 'Updates that passed the guard.'],
		['refused_total', stats.refused, 'What was asked for without a right, or did not pass.'],
		['commits_total', stats.commits, 'Batches made durable.'],
		['commit_failures_total', stats.commitFailures, 'Batches that the disk refused.'],
		['compactions_total', stats.compactions, 'Rooms whose entries became one snapshot.'],
		['set_aside', stats.setAside, 'Entries that no document can apply.'],
		['readers_dropped_total', stats.dropped, 'Sockets dropped because they did not read.'],
		['log_writable', Number(stats.isWritable), '1 while the log can be written.'],
		['log_damaged', Number(stats.isDamaged), '1 once a damaged page was found.'],
		['log_cut', Number(stats.isCut), '1 when it began without what was stored last.'],
		['disk_free_bytes', stats.freeBytes, 'Free on the disk of the data folder.'],
		['bounded_sockets_total', stats.boundedSockets, 'Sockets above a bound.'],
		['bounded_writes_total', stats.boundedWrites, 'Writes of customers above a day of bytes.'],
		['bounded_conversations_total', stats.boundedConversations, 'Writes to one too many.'],
		['bounded_records_total', stats.boundedRecords, 'Visitors and devices above a bound.'],
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
