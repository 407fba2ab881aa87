import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, ROOT } from './prepare.js';

/**
 * `npm run relay`: the relay alone, without the desk's build and without the runner. It installs
 * what it lacks before it imports anything that may be lacking.
 */
install();
const { bundle } = await import('./bundle.js');
await import(pathToFileURL(await bundle(join(ROOT, 'sync-server/main.ts'))).href);
