import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayPublish, maySubscribe, replyTopic, publisherOf, topicFrom, topicTo } from '../../../src/push/topics.ts';
import { OTHER_UUID, UUID } from './broker-fixture.ts';

const REPLY_TOPIC = replyTopic('local');

/** A topic, whether the plug may publish on it, and whether it may subscribe to it. */
const TABLE: readonly (readonly [string, boolean, boolean])[] = [
  [topicFrom(UUID), true, false],
  [topicTo(UUID), false, true],
  [REPLY_TOPIC, true, false],
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

test('a plug publishes and subscribes on its own topics, and replies to us', () => {
  for (const [topic, publishes, subscribes] of TABLE) {
    assert.equal(mayPublish(topic, UUID, REPLY_TOPIC), publishes, `speaks on ${topic}`);
    assert.equal(maySubscribe(topic, UUID), subscribes, `listens on ${topic}`);
  }
});

test('a plug that spells its uuid in capitals is the same plug', () => {
  const upper = UUID.toUpperCase();
  assert.equal(mayPublish(topicFrom(upper), UUID, REPLY_TOPIC), true);
  assert.equal(maySubscribe(topicTo(upper), UUID), true);
  assert.equal(publisherOf(topicFrom(upper)), UUID);
});

test('the publisher is read from a plug’s topic, and from no other', () => {
  assert.equal(publisherOf(topicFrom(UUID)), UUID);
  for (const topic of [topicTo(UUID), '/appliance//publish', `${topicFrom(UUID)}/x`, '/app/1/subscribe', '']) {
    assert.equal(publisherOf(topic), undefined, topic);
  }
});
