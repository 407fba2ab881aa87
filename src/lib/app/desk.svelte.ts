import { createContext } from 'svelte';
import type { Desk } from './desk';

/** The desk of the screens below: set once, when somebody is signed in. */
export const [getDesk, setDesk] = createContext<Desk>();
