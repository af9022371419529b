/** The door of the bot room. */

// For the console: the desk of human agents.
export { type AgentAct, type DeskEntry, DeskError, type DeskHours, deskQueue, storeDesk } from './desk.ts';

// For the composition root and for evaluation: building a robot.
export { bookOf, loadFlows, loadReplies, publishFlows } from './flowbook.ts';
// For channels: a message in, a turn out.
export type { Carrier, MessageIn, MessageOut, Recorded, Robot } from './port.ts';
export { RobotBusy } from './port.ts';
export { createRobot, type RobotParts, type RunningRobot, type TurnReport } from './robot.ts';
export type {
  Card,
  ChannelId,
  IncomingMessage,
  OutboundCall,
  Reply,
  ReplyOption,
  TurnInput,
  TurnResult,
  UserContext,
} from './types.ts';
