/**
 * A plug's topics. The leading slash is part of the name. `/appliance/<uuid>/subscribe` leads to the plug,
 * `/appliance/<uuid>/publish` comes from it, and an answer goes to whatever the question's `header.from` says.
 */

/** Where a plug listens. */
export function topicTo(uuid: string): string {
  return `/appliance/${uuid}/subscribe`;
}

/** Where a plug speaks. */
export function topicFrom(uuid: string): string {
  return `/appliance/${uuid}/publish`;
}

/** What every plug says, and the answers to us. */
export const ALL_PLUGS_TOPIC = topicFrom('+');

/** Where answers to us go. In the form of a plug's own topic, so that {@link ALL_PLUGS_TOPIC} covers it. */
export function replyTopic(instance: string): string {
  return topicFrom(`homebridge-${instance}`);
}

const PUBLISH_TOPIC = /^\/appliance\/([\w-]{1,64})\/publish$/;

/** Who speaks on a topic: a uuid in lower case, or undefined for any other kind of topic. */
export function publisherOf(topic: string): string | undefined {
  return PUBLISH_TOPIC.exec(topic)?.[1]?.toLowerCase();
}

/** A plug may speak on its own topic, and answer us. */
export function mayPublish(topic: string, uuid: string, ownReplyTopic: string): boolean {
  return topic === ownReplyTopic || topic.toLowerCase() === topicFrom(uuid);
}

/** A plug may listen to its own topic, and to no pattern. */
export function maySubscribe(topic: string, uuid: string): boolean {
  return topic.toLowerCase() === topicTo(uuid);
}
