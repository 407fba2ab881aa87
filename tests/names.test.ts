import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readDetails } from '../src/messenger/details';
import { eventWords } from '../src/lib/app/event-words';
import { peer, sample } from '../src/lib/documents/draft.test-kit';
import { readDraft } from '../src/lib/documents/read-draft';
import { readLook, setLook } from '../src/lib/documents/public';
import { createDraft, renameNode, setTitle } from '../src/lib/documents/workflow-draft';
import * as workspaces from '../src/lib/documents/workspace';
import { foldContact } from '../src/lib/model/contact-state';
import { textAttribute } from '../src/lib/model/contact';
import { type DomainEvent, type EventBody, isUnknown, readEvent } from '../src/lib/model/event';
import { emptyWorkspace, type Workspace } from '../src/lib/model/workspace';

/** B9: every border that a name crosses, with how it comes out on the other side. */

const DISGUISED = '\u202eAna\u200b \u2066Ruiz\u2069\u200d';
const PLAIN = 'Ana Ruiz';
const conversation = 'cnv_1';
const sha256 = '0'.repeat(64);
const author = { kind: 'teammate', id: 'tm_1' } as const;
const base = { id: 'xx_1', name: DISGUISED };
const category = 'customer' as const;
const type = { ...base, category, fields: [], isShared: false };
const workflow = { id: 'xx_1', title: DISGUISED, order: 1, createdAt: 1, createdBy: 'tm_1' };
const attribute = { ...base, subject: 'contact', format: 'text' } as const;

const events: Record<string, (name: string) => [EventBody, (event: DomainEvent) => unknown]> = {
	'the sender of a message': (as) => [
		{ type: 'messageSent', conversation, text: 'Hi', as },
		(event) => event.type === 'messageSent' && event.as,
	],
	'a file': (name) => [
		{
			type: 'messageSent',
			conversation,
			text: '',
			files: [{ sha256, name, mime: 'image/png', sizeBytes: 1 }],
		},
		(event) => event.type === 'messageSent' && event.files?.[0]?.name,
	],
	'a customer who gave it': (name) => [
		{ type: 'detailsGiven', details: { name } },
		(event) => textAttribute(foldContact('con_1', [event]).contact, 'name'),
	],
	'a customer who was renamed': (value) => [
		{ type: 'attributeChanged', subject: 'contact', attribute: 'name', value },
		(event) => textAttribute(foldContact('con_1', [event]).contact, 'name'),
	],
	'a detail in the timeline': (name) => [
		{ type: 'detailsGiven', details: { name } },
		(event) => eventWords(event, emptyWorkspace()).match(/Ana.*z/)?.[0],
	],
	'a change in the timeline': (value) => [
		{ type: 'attributeChanged', subject: 'contact', attribute: 'nick', value },
		(event) => eventWords(event, emptyWorkspace()).match(/Ana.*z/)?.[0],
	],
};

describe.each(Object.entries(events))('B9: the name of %s', (_what, made) => {
	test('is shown without what disguises it, also from what is stored', () => {
		const [body, shown] = made(DISGUISED);
		const event = readEvent('ev_1', { id: 'ev_1', at: 1, by: author, ...body });
		if (isUnknown(event)) throw new Error('cannot be read');
		expect(shown(event)).toBe(PLAIN);
	});
});

const tables: Record<string, [put: (doc: Y.Doc) => void, read: (from: Workspace) => unknown]> = {
	teammates: [
		(doc) => workspaces.putTeammate(doc, { ...base, role: 'agent' }),
		({ teammates }) => teammates['xx_1']?.name,
	],
	teams: [
		(doc) => workspaces.putTeam(doc, { ...base, members: [] }),
		({ teams }) => teams['xx_1']?.name,
	],
	tags: [(doc) => workspaces.putTag(doc, base), ({ tags }) => tags['xx_1']?.name],
	attributes: [
		(doc) => workspaces.putAttribute(doc, attribute),
		({ attributes }) => attributes['xx_1']?.name,
	],
	ticketTypes: [
		(doc) => workspaces.putTicketType(doc, type),
		({ ticketTypes }) => ticketTypes['xx_1']?.name,
	],
	workflows: [
		(doc) => workspaces.putWorkflow(doc, workflow),
		({ workflows }) => workflows['xx_1']?.title,
	],
};
const stored = { teammates: { ...base, role: 'agent' }, teams: { ...base, members: [] } };
const raw = {
	...stored,
	tags: base,
	attributes: attribute,
	ticketTypes: type,
	workflows: workflow,
};

describe.each(Object.entries(tables))('B9: a name among the %s', (table, [put, read]) => {
	test('is saved without what disguises it', () => {
		const doc = new Y.Doc();
		put(doc);
		expect(JSON.stringify(doc.getMap(table).toJSON())).toContain(`"${PLAIN}"`);
	});

	test('is shown so where it is stored already', () => {
		const doc = new Y.Doc();
		doc.getMap(table).set('xx_1', raw[table as keyof typeof raw]);
		expect(read(workspaces.readWorkspace(doc))).toBe(PLAIN);
	});

	test('that shows nothing is a dash: nobody vanishes', () => {
		const doc = new Y.Doc();
		const nothing = { name: '\u200b', title: '\u200b' };
		doc.getMap(table).set('xx_1', { ...raw[table as keyof typeof raw], ...nothing });
		expect(read(workspaces.readWorkspace(doc))).toBe('—');
	});
});

test('B9: the workspace, its folders and its messenger are called what is seen', () => {
	const doc = new Y.Doc();
	workspaces.setSettings(doc, { name: DISGUISED });
	expect(doc.getMap('settings').get('name')).toBe(PLAIN);
	doc.getMap('settings').set('name', DISGUISED);
	doc.getMap('workflows').set('xx_1', { ...workflow, folder: DISGUISED });
	expect(workspaces.readWorkspace(doc)).toMatchObject({
		name: PLAIN,
		workflows: { xx_1: { folder: PLAIN } },
	});
	setLook(doc, { name: DISGUISED });
	expect(doc.getMap('messenger').get('name')).toBe(PLAIN);
	doc.getMap('messenger').set('name', DISGUISED);
	expect(readLook(doc).name).toBe(PLAIN);
});

test('B9: a workflow and its steps are called what is seen', () => {
	const draft = peer();
	createDraft(draft, { ...sample(), title: DISGUISED });
	expect(readDraft(draft).definition.title).toBe(PLAIN);
	setTitle(draft, DISGUISED);
	expect(draft.meta.get('title')).toBe(PLAIN);
	renameNode(draft, 'hello', DISGUISED);
	expect(draft.nodes.get('hello')?.get('name')).toBe(PLAIN);
	draft.nodes.get('hello')?.set('name', DISGUISED);
	expect(readDraft(draft).definition.nodes['hello']?.name).toBe(PLAIN);
});

test('B9: a page that names its customer names what is seen', () => {
	expect(readDetails({ name: DISGUISED }, undefined).details).toEqual({ name: PLAIN });
});
