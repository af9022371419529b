/** Owns the Bot Framework adapter: registered middleware sees every turn of a channel that goes through it. */
import { BaseAdapter, TurnContext } from '@microsoft/agents-hosting';
import type { Activity } from './activity.ts';

/**
 * Runs a turn inside the Bot Framework's middleware pipeline. Middleware registered by `use` may read, change or stop
 * the incoming activity and sees the replies; it cannot change these, for they are committed before they are sent.
 */
export class ChannelAdapter extends BaseAdapter {
  constructor() {
    super();
    // The default would write its own English apology into the conversation; the channel answers for errors.
    this.onTurnError = async (_context, error) => {
      throw error;
    };
  }

  /**
   * @param turn performs the turn and gives the committed replies
   * @throws whatever `turn` or a middleware throws
   */
  async process(activity: Activity, turn: (activity: Activity) => Promise<Activity[]>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), async (context) => {
      const replies = await turn(context.activity);
      if (replies.length) await context.sendActivities(replies);
    });
  }

  /** The replies stand in the conversation's log already, from which each channel delivers them. */
  override async sendActivities(_context: TurnContext, activities: Activity[]) {
    return activities.map(({ id }) => ({ id: id ?? '' }));
  }

  override updateActivity = unsupported('updateActivity');
  override deleteActivity = unsupported('deleteActivity');
  override continueConversation = unsupported('continueConversation');
  override uploadAttachment = unsupported('uploadAttachment');
  override getAttachmentInfo = unsupported('getAttachmentInfo');
  override getAttachment = unsupported('getAttachment');
}

function unsupported(what: string) {
  return async (): Promise<never> => {
    throw new Error(
      `${what}: a committed log is not changed from here; append to it through the store instead`,
    );
  };
}
