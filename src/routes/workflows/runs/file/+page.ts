/** Not awaited: the frame of the desk is painted while the screen is loaded. */
export const load = () => ({ view: import('#lib/features/workflows/runs/CapsuleView.svelte') });
