import { afterEach, describe, expect, it } from 'vitest';
import { clientPath, endpoint, onServer, pagePath, root } from './place';
import { leaveSite, standAt } from './testing/site';

afterEach(leaveSite);

describe('the place of the page', () => {
  it.each([
    { at: '', name: '', chatkit: '/chatkit', client: '/api/client', page: '' },
    {
      at: '',
      name: 'tasks',
      chatkit: '/chatkit/tasks',
      client: '/api/client/tasks',
      page: '/a/tasks',
    },
    { at: '/in/it', name: '', chatkit: '/chatkit', client: '/api/client', page: '/in/it' },
    {
      at: '/in/it',
      name: 'tasks',
      chatkit: '/chatkit/tasks',
      client: '/api/client/tasks',
      page: '/in/it/a/tasks',
    },
  ])('is known at "$at" with the assistant "$name"', ({ at, name, chatkit, client, page }) => {
    standAt(at, name);
    expect(root()).toBe(at);
    expect(endpoint()).toBe(chatkit);
    expect(clientPath()).toBe(client);
    expect(pagePath()).toBe(page);
  });

  it('puts a path of the server below the prefix, even where it begins like one', () => {
    standAt('/api');
    expect(onServer('/api/tasks')).toBe('/api/api/tasks');
    standAt('/chatkit', 'tasks');
    expect(onServer(endpoint())).toBe('/chatkit/chatkit/tasks');
    standAt('/a', 'tasks');
    expect(pagePath()).toBe('/a/a/tasks');
  });

  it('leaves paths alone at the root of the origin', () => {
    standAt('');
    expect(onServer('/api/tasks')).toBe('/api/tasks');
  });
});
