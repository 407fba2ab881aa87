import { runStorageTests } from '../../../tests/storage.conformance';
import { memoryStorage } from './memory-storage';

runStorageTests('memory', () => Promise.resolve({ storage: memoryStorage() }));
