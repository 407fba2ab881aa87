import type { Room } from '../model/room';

/**
 * The names by which the device's databases and what stands in them are found. Apart from
 * `tables.ts`, so that the core finds them without loading Dexie.
 */

/** `null` is no IndexedDB key: whoever is assigned to nobody stands under this (tables.ts, I3). */
export const NOBODY = '';

/** The setting that names who ran automations last. */
export const ENGINE_HOST = 'engineHost';

/** Of a workspace's database, as IndexedDB counts it; Dexie counts in tens of that. */
export const DATABASE_VERSION = 40;

/** The setting that says by which version the rows were made (projection.ts). */
export const PROJECTED = 'projection';

/** The settings that hold what the next start shows before anything else is read. */
export const CACHED_WORKSPACE = 'workspace';
export const SNAPSHOT = 'snapshot';

/** Every database that Relevo makes starts so: signing out deletes them by it. */
export const DATABASE_PREFIX = 'relevo:';

export function databaseName(workspace: string): string {
	return `${DATABASE_PREFIX}${workspace}`;
}

/** The y-indexeddb database of one canvas. */
export function canvasDatabase(workspace: string, room: Room): string {
	return `${databaseName(workspace)}:${room}`;
}
