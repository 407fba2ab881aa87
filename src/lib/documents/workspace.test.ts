import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { defaultLook, readLook, setLook } from './public';
import {
	observeWorkspace,
	putTag,
	putTeam,
	putTeammate,
	putTicketType,
	putWorkflow,
	readWorkspace,
	removeTag,
	setSettings,
} from './workspace';
import { workspaceReplica } from './workspace-replica';

function doc(client?: number): Y.Doc {
	const made = new Y.Doc({ guid: 'workspace' });
	if (client) made.clientID = client;
	return made;
}

test('what is put is read again', () => {
	const canvas = doc();
	setSettings(canvas, { name: 'Tienda Sol', locale: 'en', timeZone: 'Europe/Madrid' });
	putTeammate(canvas, { id: 'agt_1', name: 'Ana', role: 'owner' });
	putTeam(canvas, { id: 'tea_1', name: 'Devoluciones', members: ['agt_1'] });
	putTag(canvas, { id: 'tag_1', name: 'devolución' });
	putWorkflow(canvas, {
		id: 'wfl_1',
		title: 'Clasificar',
		order: 1,
		createdAt: 1,
		createdBy: 'agt_1',
	});
	const workspace = readWorkspace(canvas);
	expect(workspace).toMatchObject({ name: 'Tienda Sol', locale: 'en', timeZone: 'Europe/Madrid' });
	expect(workspace.teams['tea_1']).toEqual({
		id: 'tea_1',
		name: 'Devoluciones',
		members: ['agt_1'],
	});
	expect(Object.keys(workspace.workflows)).toEqual(['wfl_1']);
	const refund = {
		id: 'tty_1',
		name: 'Devolución',
		category: 'customer' as const,
		fields: [{ attribute: 'email', required: true }],
		isShared: false,
	};
	putTicketType(canvas, refund);
	expect(readWorkspace(canvas).ticketTypes).toEqual({ tty_1: refund });
	const endless = Array.from({ length: 11 }, () => refund.fields[0]!);
	expect(() => putTicketType(canvas, { ...refund, fields: endless })).toThrow();
	removeTag(canvas, 'tag_1');
	expect(readWorkspace(canvas).tags).toEqual({});
});

test('whatever somebody wrote into the document, reading gives a workspace (W1)', () => {
	fc.assert(
		fc.property(fc.string(), fc.jsonValue(), (key, value) => {
			const canvas = doc();
			for (const table of [
				'settings',
				'teammates',
				'teams',
				'tags',
				'attributes',
				'ticketTypes',
				'workflows',
			]) {
				canvas.getMap(table).set(key, value);
				canvas.getMap(table).set('name', value);
			}
			putTag(canvas, { id: 'tag_1', name: 'uno' });
			const workspace = readWorkspace(canvas);
			expect(workspace.tags['tag_1']).toEqual({ id: 'tag_1', name: 'uno' });
			expect(typeof workspace.name).toBe('string');
		}),
	);
});

test('an entry whose id is not its key is no entry, and no id reaches a prototype', () => {
	const canvas = doc();
	canvas.getMap('tags').set('tag_1', { id: 'tag_2', name: 'otro' });
	canvas.getMap('tags').set('__proto__', { id: '__proto__', name: 'otro' });
	const { tags } = readWorkspace(canvas);
	expect(tags['tag_1']).toBeUndefined();
	expect('name' in {}).toBe(false);
});

test('two people who edit different things at once both keep theirs (W2)', () => {
	const [ana, ben] = [doc(1), doc(2)];
	putTag(ana, { id: 'tag_1', name: 'uno' });
	setSettings(ana, { name: 'Sol' });
	putTag(ben, { id: 'tag_2', name: 'dos' });
	setSettings(ben, { locale: 'en' });
	Y.applyUpdate(ana, Y.encodeStateAsUpdate(ben));
	Y.applyUpdate(ben, Y.encodeStateAsUpdate(ana));
	expect(readWorkspace(ana)).toEqual(readWorkspace(ben));
	expect(Object.keys(readWorkspace(ana).tags).sort()).toEqual(['tag_1', 'tag_2']);
	expect(readWorkspace(ana)).toMatchObject({ name: 'Sol', locale: 'en' });
});

test('the engine reads from bytes what Yjs shows, and an update twice is an update once', () => {
	const [ana, ben, all] = [doc(1), doc(2), doc(3)];
	const replica = workspaceReplica();
	for (const canvas of [ana, ben]) {
		canvas.on('update', (update: Uint8Array) => {
			for (let times = 0; times < 2; times++) replica.apply(update);
			Y.applyUpdate(all, update);
		});
	}
	putTag(ana, { id: 'tag_1', name: 'uno' });
	putTag(ben, { id: 'tag_1', name: 'otro' });
	setSettings(ben, { name: 'Sol' });
	setSettings(ben, { name: 'Luna' });
	putTag(ana, { id: 'tag_2', name: 'dos' });
	removeTag(ana, 'tag_2');
	expect(replica.read()).toEqual(readWorkspace(all));
	expect(replica.read()).toMatchObject({ name: 'Luna' });
});

test('setting what stands already writes nothing', () => {
	const canvas = doc();
	setSettings(canvas, { name: 'Sol' });
	const before = Y.encodeStateVector(canvas);
	setSettings(canvas, { name: 'Sol' });
	expect(Y.encodeStateVector(canvas)).toEqual(before);
});

test('observers hear of a change once it is whole', () => {
	const canvas = doc();
	const names: string[] = [];
	const stop = observeWorkspace(canvas, () => names.push(readWorkspace(canvas).name));
	setSettings(canvas, { name: 'Sol', locale: 'en' });
	stop();
	setSettings(canvas, { name: 'Luna' });
	expect(names).toEqual(['Sol']);
});

test('visitors read the look field by field, junk or missing ones by default', () => {
	const canvas = new Y.Doc({ guid: 'public' });
	setLook(canvas, { name: 'Tienda Sol', brandColor: '#112233' });
	canvas.getMap('messenger').set('greeting', 7);
	expect(readLook(canvas)).toEqual({
		...defaultLook(),
		name: 'Tienda Sol',
		brandColor: '#112233',
	});
	expect(() => setLook(canvas, { brandColor: 'red; background: url(x)' })).toThrow();
});
