import { type Admin } from 'kafkajs';
import { OutputError } from '../outputs/output-error.js';
import { topicPlans, type TopicSettings } from './topic-plan.js';

const pollMs = 100;
const patienceMs = 30_000;

/**
 * Whether every partition can be used: metadata knows its leader, and the leader knows that it is. The second comes later
 * in KRaft, and until then a produce or a look at the offsets is refused.
 */
async function allServed(admin: Admin, names: readonly string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
    if (!topics.every((topic) => topic.partitions.every((p) => p.leader >= 0))) return false;
    await Promise.all(names.map((name) => admin.fetchTopicOffsets(name)));
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates the contract's topics that are missing and waits until every partition is served, so that the first produce or
 * subscribe finds them. Doing it again changes nothing: existing topics keep their partitions and settings.
 * The admin client must be connected. Throws a retriable {@link OutputError} (`topics-not-ready`) after 30 s.
 */
export async function ensureTopics(admin: Admin, settings: TopicSettings): Promise<readonly string[]> {
  const plans = topicPlans(settings);
  const names = plans.map((plan) => plan.topic);
  const existing = new Set(await admin.listTopics());
  const missing = plans.filter((plan) => !existing.has(plan.topic));
  if (missing.length > 0) await createTopics(admin, missing);

  const deadline = Date.now() + patienceMs;
  while (!(await allServed(admin, names))) {
    if (Date.now() > deadline)
      throw new OutputError('topics-not-ready', 'the topics are not served yet', { retriable: true });
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return names;
}

/** Creates topics; one that somebody else created in the meantime is fine. */
async function createTopics(admin: Admin, plans: ReturnType<typeof topicPlans>): Promise<void> {
  await admin.createTopics({
    topics: plans.map((plan) => ({ ...plan, configEntries: [...plan.configEntries] })),
    waitForLeaders: false,
  });
}
