// The first file of a worker thread. It is plain JavaScript because a thread does not inherit the loader
// that understands TypeScript: this one registers it, then loads the module that does the work.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
