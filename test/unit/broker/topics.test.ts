import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayPublish, maySubscribe, replyTopic, speakerOn, topicFrom, topicTo } from '../../../src/broker/topics.ts';
import { OTHER_UUID, UUID } from './plugs.ts';

const REPLIES = replyTopic('local');

/** A topic, whether the plug may speak there, and whether it may listen there. */
const TABLE: readonly (readonly [string, boolean, boolean])[] = [
  [topicFrom(UUID), true, false],
  [topicTo(UUID), false, true],
  [REPLIES, true, false],
  [replyTopic('another'), false, false],
  [topicFrom(OTHER_UUID), false, false],
  [topicTo(OTHER_UUID), false, false],
  [topicFrom('+'), false, false],
  [topicTo('+'), false, false],
  [`${topicTo(UUID)}/#`, false, false],
  [`${topicFrom(UUID)}/more`, false, false],
  [topicFrom(UUID).slice(1), false, false],
  ['#', false, false],
  ['$SYS/#', false, false],
  ['', false, false],
];

test('a plug speaks and listens on its own topics, and answers us', () => {
  for (const [topic, speaks, listens] of TABLE) {
    assert.equal(mayPublish(topic, UUID, REPLIES), speaks, `speaks on ${topic}`);
    assert.equal(maySubscribe(topic, UUID), listens, `listens on ${topic}`);
  }
});

test('a plug that spells its uuid in capitals is the same plug', () => {
  const upper = UUID.toUpperCase();
  assert.equal(mayPublish(topicFrom(upper), UUID, REPLIES), true);
  assert.equal(maySubscribe(topicTo(upper), UUID), true);
  assert.equal(speakerOn(topicFrom(upper)), UUID);
});

test('who speaks is read from a plug’s topic, and from no other', () => {
  assert.equal(speakerOn(topicFrom(UUID)), UUID);
  for (const topic of [topicTo(UUID), '/appliance//publish', `${topicFrom(UUID)}/x`, '/app/1/subscribe', '']) {
    assert.equal(speakerOn(topic), undefined, topic);
  }
});
