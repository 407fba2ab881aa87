import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type AssignmentDecision, chooseTeammate, eligibleTeammates } from './assignment';
import { emptyWorkspace } from './workspace';

const TEAMMATES = ['tea_ana', 'tea_ben', 'tea_cleo', 'tea_dora', 'tea_eli'];
const WORKSPACE = {
	...emptyWorkspace(),
	teammates: Object.fromEntries(
		TEAMMATES.map((id) => [id, { id, name: id, role: 'agent' as const }]),
	),
};
const NO_LIMITS = { onlineOnly: false, maxOpen: null };

const logic = fc.constantFrom('round-robin', 'least-open', 'balanced');
const members = fc.shuffledSubarray(TEAMMATES, { minLength: 1 });
const team = fc.record({
	online: fc.subarray(TEAMMATES),
	open: fc.dictionary(fc.constantFrom(...TEAMMATES), fc.nat(4)),
	lastAssignedAt: fc.dictionary(fc.constantFrom(...TEAMMATES), fc.nat(6)),
});

test.prop([logic, members, team])(
	'E-26: what the event records gives the same person again, wherever it is read',
	(logic, members, team) => {
		const decision = {
			logic,
			eligible: eligibleTeammates(members, WORKSPACE, team, NO_LIMITS),
		};
		const recorded: AssignmentDecision = JSON.parse(JSON.stringify(decision));
		expect(chooseTeammate(recorded)).toBe(chooseTeammate(decision));
		expect(members).toContain(chooseTeammate(decision));
	},
);

test.prop([members, team, fc.integer({ min: 1, max: 60 })])(
	'E-26: by turns, nobody gets two more than anybody else',
	(members, team, conversations) => {
		const given = new Map(members.map((id) => [id, 0]));
		const lastAssignedAt = { ...team.lastAssignedAt };
		for (let i = 0; i < conversations; i++) {
			const now = { ...team, lastAssignedAt };
			const eligible = eligibleTeammates(members, WORKSPACE, now, NO_LIMITS);
			const chosen = chooseTeammate({ logic: 'round-robin', eligible });
			if (!chosen) throw new Error('Somebody is always there.');
			given.set(chosen, (given.get(chosen) ?? 0) + 1);
			lastAssignedAt[chosen] = 100 + i;
		}
		const counts = [...given.values()];
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
	},
);

test.prop([members, team])(
	'E-26: by load, the fewest open; of those, whoever was given one longest ago',
	(members, team) => {
		const eligible = eligibleTeammates(members, WORKSPACE, team, NO_LIMITS);
		const chosen = chooseTeammate({ logic: 'least-open', eligible });
		const fewest = Math.min(...eligible.map(({ open }) => open));
		const freest = eligible.filter(({ open }) => open === fewest);
		const since = (one: (typeof eligible)[number]) => one.lastAssignedAt ?? -1;
		const longest = Math.min(...freest.map(since));
		// Where even that is equal, the team's own order decides.
		expect(chosen).toBe(freest.find((one) => since(one) === longest)?.teammate);
	},
);

test.prop([logic, members, team, fc.boolean(), fc.option(fc.integer({ min: 1, max: 4 }))])(
	'A-07: nobody gets one who is away or has enough, and somebody does where anybody may',
	(logic, members, team, onlineOnly, maxOpen) => {
		const limits = { onlineOnly, maxOpen };
		const may = members.filter(
			(id) =>
				(!onlineOnly || team.online.includes(id)) &&
				(maxOpen === null || (team.open[id] ?? 0) < maxOpen),
		);
		const eligible = eligibleTeammates(members, WORKSPACE, team, limits);
		expect(eligible.map(({ teammate }) => teammate)).toEqual(may);
		expect(chooseTeammate({ logic, eligible }) !== undefined).toBe(may.length > 0);
	},
);

test('A-13: balanced looks at the limits of the person and of the inbox', () => {
	const teammate = (id: string, maxOpen?: number) => ({
		id,
		name: id,
		role: 'agent' as const,
		...(maxOpen === undefined ? {} : { maxOpen }),
	});
	const workspace = {
		...emptyWorkspace(),
		teammates: { a: teammate('a', 2), b: teammate('b'), c: teammate('c') },
		teams: { team: { id: 'team', name: 'Team', members: ['a', 'b', 'c'], maxOpen: 4 } },
	};
	const open = { a: 2, b: 3, c: 3 };
	const team = { online: [], open, lastAssignedAt: { b: 20, c: 10 } };
	const limits = { onlineOnly: false, maxOpen: null, team: 'team' };
	const eligible = eligibleTeammates(['a', 'b', 'c'], workspace, team, limits);
	expect(eligible.map(({ teammate }) => teammate)).toEqual(['b', 'c']);
	expect(chooseTeammate({ logic: 'balanced', eligible })).toBe('c');
	const full = { ...team, open: { a: 2, b: 4, c: 4 } };
	expect(eligibleTeammates(['a', 'b', 'c'], workspace, full, limits)).toEqual([]);
});
