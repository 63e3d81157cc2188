/** A message that depends on the number `{count}`: a text for each plural category of its language. */
export type PluralMessage = Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
>;
export type Message = string | PluralMessage;

/** English, the language that every other catalogue is measured by: its keys are the keys there are. */
export const en = {
  'chat.label': 'Chat',
  'chat.new': 'New chat',
  'chat.untitled': 'New chat',

  'start.greeting': 'What can I help with today?',
  'start.prompts': 'Suggestions',

  'composer.label': 'Message',
  'composer.placeholder': 'Message the AI',
  'composer.send': 'Send message',
  'composer.stop': 'Stop',
  'composer.locked': 'This conversation is locked.',
  'composer.closed': 'This conversation is closed.',
  'composer.quote': 'Replying to',
  'composer.quote.remove': 'Remove quote',
  'composer.attachment.remove': 'Remove {name}',
  'composer.tool.remove': 'Turn off {name}',

  'thread.label': 'Conversation',
  'thread.loading': 'Loading conversation',
  'thread.older': 'Loading earlier messages',
  'thread.older.failed': 'Earlier messages could not be loaded.',
  'thread.latest': 'Jump to latest',
  'thread.failed': 'This conversation could not be opened.',

  'turn.user': 'You said:',
  'turn.assistant': 'The assistant said:',
  'turn.announce': 'The assistant said: {text}',

  'progress.thinking': 'Thinking',
  'progress.tool': 'Working',
  'progress.reconnecting': 'Connection lost. Reconnecting…',

  'message.failed': 'Not sent',
  'message.resend': 'Try again',
  'message.edit': 'Edit',
  'message.copy': 'Copy',
  'message.copied': 'Copied',
  'message.retry': 'Answer again',
  'message.good': 'Good response',
  'message.bad': 'Bad response',
  'message.actions': 'Actions for this answer',

  'item.unknown': 'This content cannot be shown here.',
  'item.image': 'Generated image',
  'item.image.pending': 'Creating an image',
  'item.attachments': 'Attachments',
  'item.sources': 'Sources',

  'workflow.running': 'Working on it',
  'workflow.thinking': 'Thinking',
  'workflow.done': 'Done',
  'workflow.duration': 'Worked for {duration}',
  'task.search': 'Searched the web',
  'task.thought': 'Thought',
  'task.file': 'Read files',
  'task.image': 'Looked at an image',
  'task.custom': 'Step',
  'task.loading': 'in progress',
  'task.complete': 'done',

  'code.copy': 'Copy code',
  'markdown.task.done': 'Done',
  'markdown.task.open': 'To do',
  'markdown.footnote': 'Footnote {label}',

  'error.generic': 'An error occurred while generating a response.',
  'error.network': 'The server cannot be reached. Check your connection and try again.',
  'error.request': 'Request {id}',
  'error.retry': 'Try again',
  'error.dismiss': 'Dismiss',
  'error.crash': 'This part could not be shown.',
  'error.config': 'This chat is not set up correctly.',

  'widget.showMore': 'Show more',
  'widget.showLess': 'Show less',
  'widget.showDetails': 'Show details',
  'widget.hideDetails': 'Hide details',
  'widget.clear': 'Clear',
  'widget.required': 'Please fill in this field.',
  'widget.invalid': 'Please check this value.',
  'widget.unsupported': '“{type}” can’t be shown here',
  'widget.failed': '“{type}” could not be shown',
  'widget.tooLarge': 'This widget is too large to show',

  'history.title': 'Chats',
  'history.open': 'Show chats',
  'history.close': 'Back to the conversation',
  'history.empty': 'No conversations yet.',
  'history.loading': 'Loading chats',
  'history.more': 'Show more',
  'history.rename': 'Rename {title}',
  'history.rename.label': 'Title',
  'history.rename.save': 'Save',
  'history.delete': 'Delete {title}',
  'history.delete.confirm': 'Delete this conversation?',
  'history.delete.yes': 'Delete',
  'history.cancel': 'Cancel',
  'history.failed': 'The chats could not be loaded.',

  'header.left': 'Left action',
  'header.right': 'Right action',
  'header.back': 'Back',
  'header.close': 'Close',
  'header.collapse': 'Collapse',
  'header.compose': 'Compose',
  'header.expand': 'Expand',
  'header.history': 'History',
  'header.home': 'Home',
  'header.menu': 'Menu',
  'header.more': 'More',
  'header.settings': 'Settings',
  'header.share': 'Share',
  'header.sidebar': 'Sidebar',
  'header.theme': 'Theme',
} as const satisfies Record<string, Message>;

export type MessageKey = keyof typeof en;
/** A whole catalogue: every key, in one language. */
export type Messages = Readonly<Record<MessageKey, Message>>;
