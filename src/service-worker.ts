/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
worker.addEventListener('install', () => void worker.skipWaiting());
console.info(build.length, files.length, version);
