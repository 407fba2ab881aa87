import { serveThread } from '../sync-server/thread';

/** Stands for a thread whose work takes more memory than it may have, or does not end. */
serveThread(({ name, args }: { name: string; args: unknown[] }) => {
	if (name === 'die') process.exit(1);
	while (name === 'hang');
	for (const kept: object[] = []; name === 'grow';) kept.push({ kept: [kept.length] });
	return args[0];
});
