import { describe, expect, it } from '@jest/globals';
import { cacheDirectory, cacheRoot, downloadedFile } from './jars.js';

describe('the cache of jars', () => {
  it('is one for all homes of a user, and movable', () => {
    expect(cacheRoot({ THROUGHLINE_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a/throughline');
    expect(cacheRoot({ XDG_CACHE_HOME: '/b' })).toBe('/b/throughline');
    expect(cacheRoot({})).toMatch(/\.cache\/throughline$/);
  });

  it('is another directory for another pom', () => {
    expect(cacheDirectory('/c', 'one')).toBe(cacheDirectory('/c', 'one'));
    expect(cacheDirectory('/c', 'one')).not.toBe(cacheDirectory('/c', 'two'));
  });

  it('shows which file Maven fetches', () => {
    const line =
      '[INFO] Downloading from central: https://repository.example/org/apache/kafka/kafka-clients-4.1.1.jar';
    expect(downloadedFile(line)).toBe('kafka-clients-4.1.1.jar');
    expect(downloadedFile('[INFO] BUILD SUCCESS')).toBeUndefined();
  });
});
